"""One question family a module: each takes the register and gives a tidy frame that says what it rests on."""
