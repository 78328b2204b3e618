//! The connection of an account, for what is asked of Telegram from outside its loops.

use std::fmt;
use std::sync::Arc;

use domain::Messenger;
use tokio::sync::watch;

/// The connection that there is now, if any.
#[derive(Default)]
pub(crate) struct Line(watch::Sender<Option<Arc<dyn Messenger>>>);

impl Line {
    /// The connection. Keep it for one request only: it ends when its account stops.
    pub(crate) fn get(&self) -> Option<Arc<dyn Messenger>> {
        self.0.borrow().clone()
    }

    pub(crate) fn set(&self, messenger: Option<Arc<dyn Messenger>>) {
        self.0.send_replace(messenger);
    }

    /// Returns once there is a connection, or the account is dropped.
    pub(crate) async fn is_there(&self) {
        // The sender is `self`, so there is always a next change to wait for.
        let _ = self.0.subscribe().wait_for(Option::is_some).await;
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Line").field(&self.get().is_some()).finish()
    }
}
