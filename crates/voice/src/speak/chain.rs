//! Several mouths behind one another: the first that speaks is taken.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{AilingMouth, Clock, Mouth, MouthError, Spoken, Timestamp, Words};

/// Mouths that are asked one after another until one speaks.
pub struct MouthChain {
    name: String,
    mouths: Vec<Arc<dyn Mouth>>,
    clock: Arc<dyn Clock>,
}

impl MouthChain {
    /// A chain of at least one mouth, the preferred one first.
    pub fn new(first: Arc<dyn Mouth>, others: Vec<Arc<dyn Mouth>>, clock: Arc<dyn Clock>) -> Self {
        let mouths: Vec<_> = std::iter::once(first).chain(others).collect();
        let names: Vec<&str> = mouths.iter().map(|mouth| mouth.name()).collect();
        Self { name: names.join(" > "), mouths, clock }
    }
}

#[async_trait]
impl Mouth for MouthChain {
    fn name(&self) -> &str {
        &self.name
    }

    /// What all of them take, so that each can stand in for those before it.
    fn longest(&self) -> usize {
        self.mouths.iter().map(|mouth| mouth.longest()).min().unwrap_or(0)
    }

    async fn speak(&self, words: &Words) -> Result<Spoken, MouthError> {
        let started = self.clock.now();
        let mut failed: Option<MouthError> = None;
        for mouth in &self.mouths {
            match mouth.speak(words).await {
                Ok(spoken) => {
                    return Ok(Spoken { took: self.clock.now().since(started), ..spoken });
                }
                Err(error) => {
                    let why = &error as &(dyn std::error::Error + 'static);
                    tracing::warn!(mouth = mouth.name(), error = why, "a mouth said nothing");
                    // One that passes says more about when to ask again than one that does not.
                    failed = Some(match failed {
                        Some(before) if before.is_transient() || !error.is_transient() => before,
                        _ => error,
                    });
                }
            }
        }
        Err(failed.unwrap_or_else(|| MouthError::Malformed("there is no mouth".to_owned())))
    }

    fn ailing(&self, now: Timestamp) -> Vec<AilingMouth> {
        self.mouths.iter().flat_map(|mouth| mouth.ailing(now)).collect()
    }
}
