"""What newcomers asked, as numbers that tell nothing about anybody."""
