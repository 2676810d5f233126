//! Answers kept ready: one file a question.

pub mod rows;
