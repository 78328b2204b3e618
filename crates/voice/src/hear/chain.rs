//! Several ears behind one another: the first that hears is taken.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{AilingEar, Clock, Ear, EarError, Heard, Note, Timestamp};

/// Ears that are asked one after another until one hears.
pub struct EarChain {
    name: String,
    ears: Vec<Arc<dyn Ear>>,
    clock: Arc<dyn Clock>,
}

impl EarChain {
    /// A chain of at least one ear, the preferred one first.
    pub fn new(first: Arc<dyn Ear>, others: Vec<Arc<dyn Ear>>, clock: Arc<dyn Clock>) -> Self {
        let ears: Vec<_> = std::iter::once(first).chain(others).collect();
        let names: Vec<&str> = ears.iter().map(|ear| ear.name()).collect();
        Self { name: names.join(" > "), ears, clock }
    }
}

#[async_trait]
impl Ear for EarChain {
    fn name(&self) -> &str {
        &self.name
    }

    async fn hear(&self, note: &Note) -> Result<Heard, EarError> {
        let started = self.clock.now();
        let mut failed: Option<EarError> = None;
        for ear in &self.ears {
            match ear.hear(note).await {
                Ok(heard) => return Ok(Heard { took: self.clock.now().since(started), ..heard }),
                Err(error) => {
                    let why = &error as &(dyn std::error::Error + 'static);
                    tracing::warn!(ear = ear.name(), error = why, "an ear heard nothing");
                    // One that passes says more about when to ask again than one that does not.
                    failed = Some(match failed {
                        Some(before) if before.is_transient() || !error.is_transient() => before,
                        _ => error,
                    });
                }
            }
        }
        Err(failed.unwrap_or_else(|| EarError::Malformed("there is no ear".to_owned())))
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingEar> {
        self.ears.iter().flat_map(|ear| ear.ailing(now)).collect()
    }
}
