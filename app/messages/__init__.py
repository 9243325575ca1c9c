"""Messages: what people are told, in the app's own list; posting by mail comes with its own issue."""
