"""Administration: what the installation's operator does and watches."""
