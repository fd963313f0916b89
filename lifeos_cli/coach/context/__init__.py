"""What a model is sent with one message: gathered, weighed against a budget, explained."""
