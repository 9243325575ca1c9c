"""Sources of money: who gave what for what, what came in, where it is allotted, and what it is charged."""
