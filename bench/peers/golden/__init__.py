"""Plain PyTorch implementations, written from the equations, of what the lab computes."""
