"""The protocol's nouns: what the skill and the studio both speak. Imports nothing else of this package."""
