"""The dashboard in a browser: a package, so that its fixtures do not stand in the place of those of the other tests."""
