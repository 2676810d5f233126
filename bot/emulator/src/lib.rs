//! A Bot API server of our own, for the demo and the tests.
