"""What a model may ask for: one small file a noun, each tool checked by us before it runs."""
