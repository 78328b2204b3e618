//! How much each part of a comparison counts.

use super::FEATURES;

/// Learnt from the replies of people in two public chats, one Russian and one English: the weights
/// of a conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior",
/// 1974) that tells a real reply from 20 others of the same writer. They were the same up to noise
/// for every writer, so they are not learnt anew for each owner. `xtask/benches/fit.rs` learns
/// them from other histories.
const WEIGHTS: [f32; FEATURES] = [0.192, -0.294, 0.493, -0.106, -0.237, -0.041, 0.087, 0.353];

pub(super) fn score(features: &[f32; FEATURES]) -> f32 {
    features.iter().zip(WEIGHTS).map(|(feature, weight)| feature * weight).sum()
}
