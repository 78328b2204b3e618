//! The connection of an account, for what is asked of Telegram from outside its loops.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Messenger;

/// The connection that there is now, if any.
#[derive(Default)]
pub(crate) struct Line(Mutex<Option<Arc<dyn Messenger>>>);

impl Line {
    /// The connection. Keep it for one request only: it ends when its account stops.
    pub(crate) fn get(&self) -> Option<Arc<dyn Messenger>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, messenger: Option<Arc<dyn Messenger>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = messenger;
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Line").field(&self.get().is_some()).finish()
    }
}
