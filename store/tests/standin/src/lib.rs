//! The stand-in: what would an event store answer?
