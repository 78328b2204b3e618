//! One call of a webhook: what is sent, and what came of it.

use std::pin::pin;

use domain::{DeliveryId, DeliveryProblem, Timestamp};
use futures_util::future::{Either, select};
use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use outward::NoReply;
use store::WebhookSecrets;

use crate::signature::signatures;
use crate::target::Target;
use crate::way::NoWay;
use crate::{Inner, PATIENCE};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There was an answer. What stands in it beside its status is not read.
    Answered(StatusCode),
    /// There was none.
    Problem(DeliveryProblem),
}

impl Outcome {
    pub(crate) fn is_success(self) -> bool {
        matches!(self, Self::Answered(status) if status.is_success())
    }

    /// Whether the other side says that it is gone for good.
    pub(crate) fn is_gone(self) -> bool {
        self == Self::Answered(StatusCode::GONE)
    }

    pub(crate) fn status(self) -> Option<u16> {
        match self {
            Self::Answered(status) => Some(status.as_u16()),
            Self::Problem(_) => None,
        }
    }

    pub(crate) fn problem(self) -> Option<DeliveryProblem> {
        match self {
            Self::Answered(_) => None,
            Self::Problem(problem) => Some(problem),
        }
    }
}

/// The headers of Standard Webhooks.
fn headers(id: DeliveryId, at: Timestamp, signatures: &str) -> HeaderMap {
    let all = [
        ("webhook-id", id.to_string()),
        ("webhook-timestamp", at.as_secs().to_string()),
        ("webhook-signature", signatures.to_owned()),
    ];
    let value = |text: String| HeaderValue::try_from(text).expect("letters, digits and signs");
    all.into_iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
}

impl Inner {
    /// Sends a body to a URL, signed now.
    pub(crate) async fn call(
        &self,
        url: &str,
        secrets: &WebhookSecrets,
        id: DeliveryId,
        body: &str,
    ) -> Outcome {
        // The settings may allow less than when it was set.
        let Ok(target) = Target::read(url, self.allow_private) else {
            return Outcome::Problem(DeliveryProblem::ForbiddenUrl);
        };
        let Ok(uri) = target.as_str().parse() else {
            return Outcome::Problem(DeliveryProblem::ForbiddenUrl);
        };
        let now = self.clock.now();
        let headers = headers(id, now, &signatures(secrets, id, now, body));
        let post = pin!(self.http.post(uri, headers, body.as_bytes().to_vec()));
        let over = self.clock.sleep_until(now + PATIENCE);
        match select(post, over).await {
            Either::Left((Ok(reply), _)) => Outcome::Answered(reply.status),
            Either::Left((Err(error), _)) => Outcome::Problem(problem(&error)),
            Either::Right(_) => Outcome::Problem(DeliveryProblem::TooLong),
        }
    }
}

fn problem(error: &NoReply) -> DeliveryProblem {
    match outward::cause::<NoWay>(error) {
        Some(NoWay::Unknown(_)) => DeliveryProblem::UnknownHost,
        Some(NoWay::Forbidden(_)) => DeliveryProblem::ForbiddenAddress,
        None if matches!(error, NoReply::Tls(_)) => DeliveryProblem::Certificate,
        None => DeliveryProblem::Connection,
    }
}
