//! Promises as JSON: how do clocks stand, and how many promises were kept?

pub(crate) mod at_risk;
pub(crate) mod behind;
pub(crate) mod clocks;
pub(crate) mod compliance;
pub(crate) mod links;
pub(crate) mod outcome;
pub(crate) mod published;
pub(crate) mod report;
pub(crate) mod requests;
pub(crate) mod standing;
pub(crate) mod timeline;
mod wire;
