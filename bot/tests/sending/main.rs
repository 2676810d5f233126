//! The sender, against an emulated Telegram: in order, at its pace, and recorded.

#![expect(clippy::unwrap_used, reason = "a test may panic where its words fail")]

mod faults;
mod house;
mod order;
mod relay;
