//! What may be asked: one file a command, each with its decision.
