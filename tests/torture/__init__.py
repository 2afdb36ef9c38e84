"""What `make torture` does to the whole: fuzz it, search it for canaries, attack its figures, break it while it works, load it."""
