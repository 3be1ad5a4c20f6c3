"""What protects the people who write: masking, keys, deletion."""
