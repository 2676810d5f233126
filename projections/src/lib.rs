//! Answers kept ready: one file a question.
