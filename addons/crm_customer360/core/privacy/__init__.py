"""What is stored about a person: the contract of the handlers, pure."""
