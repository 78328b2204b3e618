//! Several models behind one another: the first that answers is taken.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Ailing, ChatModel, Clock, Completion, Meter, ModelError, Prompt, Sampling, Timestamp,
};

/// Models that are asked one after another until one answers. An error of the whole means that there
/// is no model now: the twin recalls, or is silent.
pub struct Chain {
    name: String,
    models: Vec<Arc<dyn ChatModel>>,
    clock: Arc<dyn Clock>,
}

impl Chain {
    /// A chain of at least one model, the preferred one first.
    pub fn new(
        first: Arc<dyn ChatModel>,
        others: Vec<Arc<dyn ChatModel>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let models: Vec<_> = std::iter::once(first).chain(others).collect();
        let names: Vec<&str> = models.iter().map(|model| model.name()).collect();
        Self { name: names.join(" > "), models, clock }
    }
}

#[async_trait]
impl ChatModel for Chain {
    fn name(&self) -> &str {
        &self.name
    }

    fn ailing(&self, now: Timestamp) -> Vec<Ailing> {
        self.models.iter().flat_map(|model| model.ailing(now)).collect()
    }

    async fn complete(
        &self,
        prompt: &Prompt,
        sampling: Sampling,
        meter: &Meter,
    ) -> Result<Completion, ModelError> {
        let started = self.clock.now();
        let mut failed: Option<ModelError> = None;
        for model in &self.models {
            match model.complete(prompt, sampling, meter).await {
                Ok(completion) => {
                    let took = self.clock.now().since(started);
                    return Ok(Completion { took, ..completion });
                }
                Err(error) => {
                    let why = &error as &(dyn std::error::Error + 'static);
                    tracing::warn!(model = model.name(), error = why, "a model gave no reply");
                    meter.fails(&error);
                    failed = Some(match failed {
                        Some(before) if is_more_hopeful(&before, &error) => before,
                        _ => error,
                    });
                }
            }
        }
        Err(failed.unwrap_or_else(|| ModelError::Malformed("there is no model".to_owned())))
    }
}

/// Whether an error that came earlier says more about when to ask again than a later one: one that
/// passes before one that does not, and an outage before a budget that is spent.
fn is_more_hopeful(earlier: &ModelError, later: &ModelError) -> bool {
    let rank = |error: &ModelError| match error {
        ModelError::BudgetSpent { .. } => 1,
        error if error.is_transient() => 2,
        _ => 0,
    };
    rank(earlier) >= rank(later)
}

#[cfg(test)]
mod tests {
    use domain::{Refusal, Timestamp};

    use super::*;

    #[test]
    fn the_error_that_passes_soonest_is_reported() {
        let refused =
            || ModelError::Refused { refusal: Refusal::Key, reason: "wrong key".to_owned() };
        let spent = || ModelError::BudgetSpent { until: Timestamp::from_secs(1) };
        let limited = || ModelError::RateLimited { retry_after: None };
        assert!(is_more_hopeful(&limited(), &refused()));
        assert!(is_more_hopeful(&limited(), &spent()));
        assert!(is_more_hopeful(&spent(), &refused()));
        assert!(is_more_hopeful(&refused(), &refused()));
        assert!(!is_more_hopeful(&refused(), &spent()));
    }
}
