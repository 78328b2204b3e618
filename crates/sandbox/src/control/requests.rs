//! What clients have asked for.

use std::time::Duration;

use super::{Control, ids};
use crate::Error;
use crate::faults::rule::Pattern;
use crate::recorder::{REQUESTS, RecordedRequest, Wanted};

/// Which requests are meant. By default all that are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Only those of this account: a phone number or a username.
    pub account: Option<String>,
    /// Only those of this method, by its TL name such as `messages.sendMessage`,
    /// or of all whose names begin so: `messages.*`.
    pub method: Option<String>,
    /// Only those with a higher number.
    pub after: Option<u64>,
    /// At most so many, the first ones.
    pub limit: Option<usize>,
}

impl RequestFilter {
    /// What an account has asked of a method.
    pub fn of(account: &str, method: &str) -> RequestFilter {
        RequestFilter {
            account: Some(account.to_owned()),
            method: Some(method.to_owned()),
            ..RequestFilter::default()
        }
    }
}

/// The requests of clients, of which the last 10,000 are kept.
impl Control {
    /// The requests that are meant, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::NoSuchAccount`], or [`Error::Fault`] if the method's name is
    /// none.
    pub fn requests(&self, filter: &RequestFilter) -> Result<Vec<RecordedRequest>, Error> {
        Ok(self.server.recorder.find(&self.wanted(filter)?))
    }

    /// The requests that are meant, as soon as there is one; none if that takes
    /// longer than `patience`.
    ///
    /// # Errors
    ///
    /// As [`Control::requests`].
    pub async fn wait_for_requests(
        &self,
        filter: &RequestFilter,
        patience: Duration,
    ) -> Result<Vec<RecordedRequest>, Error> {
        let wanted = self.wanted(filter)?;
        let found = tokio::time::timeout(patience, self.server.recorder.wait(&wanted)).await;
        Ok(found.unwrap_or_default())
    }

    /// Forgets all requests. Their numbers are not used again.
    pub fn clear_requests(&self) {
        self.server.recorder.clear();
    }

    fn wanted(&self, filter: &RequestFilter) -> Result<Wanted, Error> {
        let account = match &filter.account {
            Some(who) => {
                let [account] = ids(&self.server.read(), [who])?;
                Some(account)
            }
            None => None,
        };
        Ok(Wanted {
            account,
            method: filter.method.as_deref().map(Pattern::new).transpose()?,
            after: filter.after.unwrap_or(0),
            limit: filter.limit.unwrap_or(REQUESTS),
        })
    }
}
