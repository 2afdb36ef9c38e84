"""The reference site: pages made from what the library says of itself, and the guides, put together by Sphinx."""
