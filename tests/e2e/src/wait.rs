//! Waiting with a deadline.

use std::time::Duration;

use anyhow::Context as _;

/// How long anything may take before a test fails: generous, for loaded machines.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How often [`until`] looks again, where nothing tells it to.
const INTERVAL: Duration = Duration::from_millis(50);

/// Asks again and again until there is an answer. `what` completes "waited for …". Fails after
/// [`PATIENCE`], or at once if asking fails.
pub async fn until<T>(
    what: &str,
    mut ask: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let asking = async {
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            tokio::time::sleep(INTERVAL).await;
        }
    };
    in_time(what, asking).await?
}

/// The result of `work`, if it comes within [`PATIENCE`]. `what` completes "waited for …".
pub async fn in_time<T>(what: &str, work: impl Future<Output = T>) -> anyhow::Result<T> {
    let result = tokio::time::timeout(PATIENCE, work).await;
    result.with_context(|| format!("waited {PATIENCE:?} in vain for {what}"))
}
