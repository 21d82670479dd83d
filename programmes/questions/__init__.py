"""Questions without an answer: counted by week as words, without the people who asked them."""
