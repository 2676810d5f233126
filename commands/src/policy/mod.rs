//! What may be asked of a policy.

pub mod publish;
