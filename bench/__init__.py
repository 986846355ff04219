"""What is promised of speed and memory, measured."""
