//! What comes for a bot, by long polling: made anew after whatever goes wrong, and confirmed once it is
//! stored.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::{Event, MessengerError, Outage, SessionStore, Timestamp, UpdatesState};
use outward::within;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::oneshot;
use tracing::{debug, warn};

use crate::api::Api;
use crate::connector::{Place, Places};
use crate::error::Failure;
use crate::hooks::{Delivery, Hook, Hooks};
use crate::known::Known;
use crate::message::{self, Me};
use crate::objects::{Update, UpdateId, WebhookInfo};

/// What is asked for; all else is not even sent.
const WANTED: [&str; 6] = [
    "message",
    "edited_message",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
];

/// How long the API waits for something to happen, once all that happened before is known.
const WAIT: Duration = Duration::from_secs(50);

/// How often is looked whether what comes is still brought here.
const LOOK: Duration = Duration::from_secs(300);

/// How many updates one answer holds at most.
const BATCH: usize = 100;

/// The first and the longest pause after something went wrong.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// How long leaving may take.
const LEAVES: Duration = Duration::from_secs(3);

/// How long nobody else may have asked for what comes before it counts as ours alone: of two programs that ask,
/// each is answered until the other asks again.
const QUIET: Duration = Duration::from_secs(15);

/// After a week without updates their numbers begin anew, anywhere; until then they only grow.
const NUMBERS_LAST: Duration = Duration::from_secs(6 * 86_400);

/// What came, and how far it is confirmed.
pub(crate) struct Poll {
    /// What was read and not handed out yet.
    queue: VecDeque<Event>,
    state: UpdatesState,
    /// Whether what is read is stored as handled.
    is_confirmed: bool,
    /// How many updates are asked for at once: fewer where an answer was too long to be read.
    batch: usize,
    caught_up: bool,
    /// What was told of the line last.
    outage: Option<Outage>,
    failures: u32,
    not_before: Option<Timestamp>,
    /// Since when nobody else has asked for what comes, where somebody did before.
    quiet_since: Option<Timestamp>,
    /// Before when no address is set to which what comes is brought: it was refused.
    no_hook_before: Option<Timestamp>,
    /// The right to ask for what comes for this bot, of which a server has one.
    place: Option<Place>,
    /// Where what comes is brought, once all that came before is known.
    hook: Option<Hook>,
    /// Whom to tell that what was brought is stored.
    stored: Option<oneshot::Sender<()>>,
}

impl Poll {
    pub(crate) fn new(state: UpdatesState) -> Self {
        Self {
            queue: VecDeque::new(),
            state,
            is_confirmed: true,
            batch: BATCH,
            caught_up: false,
            outage: None,
            failures: 0,
            not_before: None,
            quiet_since: None,
            no_hook_before: None,
            place: None,
            hook: None,
            stored: None,
        }
    }

    /// Lets another program, or another owner of this server, ask for what comes.
    pub(crate) async fn leave(&mut self, line: &Line<'_>) {
        if self.hook.take().is_some() {
            // Else whoever asks next is refused, since it is still brought here. Where nobody answers it is not
            // waited for: the next process of this server sees to it.
            within(line.api.clock(), line.api.now() + LEAVES, self.frees_own(line)).await;
        }
        self.place = None;
    }

    /// The next event. Whoever asks has handled the one before. Giving up waiting loses nothing: what was
    /// read is in the queue, or comes again.
    pub(crate) async fn next(&mut self, line: &Line<'_>) -> Result<Event, MessengerError> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Ok(event);
            }
            if !self.is_confirmed {
                // By now their messages are stored, and will not be told again.
                let files = line.known.unsaved();
                if !files.is_empty() {
                    let kept = line.session.keep_files(&files).await;
                    kept.map_err(|error| MessengerError::Session(error.into()))?;
                    line.known.are_saved(files.len());
                }
                let confirmed = line.session.confirm_updates(&self.state).await;
                confirmed.map_err(|error| MessengerError::Session(error.into()))?;
                self.is_confirmed = true;
            }
            if let Some(stored) = self.stored.take() {
                // An error says that Telegram does not wait for it any more.
                let _ = stored.send(());
            }
            if let Some(at) = self.not_before {
                line.api.clock().sleep_until(at).await;
                self.not_before = None;
            }
            if self.caught_up && self.is_brought(line).await {
                continue;
            }
            match self.ask(line).await {
                Ok(batch) => self.take(batch, line),
                Err(Failure::Unauthorized) => return Err(Failure::Unauthorized.of_request()),
                Err(Failure::TooLong) if self.batch > 1 => self.batch = 1,
                Err(failure) => {
                    let is_webhook = matches!(failure, Failure::Conflict { webhook: true });
                    if is_webhook && self.frees_own(line).await {
                        continue;
                    }
                    if let Some(outage) = self.fails(&failure, line) {
                        return Ok(Event::Disconnected(outage));
                    }
                }
            }
        }
    }

    /// Waits for something to be brought, where this server has an address for that; `false` where it is
    /// to be asked for.
    async fn is_brought(&mut self, line: &Line<'_>) -> bool {
        let Some(hooks) = line.hooks else { return false };
        if self.hook.is_none() {
            if self.no_hook_before.is_some_and(|at| line.api.now() < at) {
                return false;
            }
            let hook = hooks.open();
            let parameters = json!({
                "url": hook.url,
                "secret_token": hook.secret,
                // One after the other: they are stored in their order.
                "max_connections": 1,
                "allowed_updates": WANTED,
            });
            let set: Result<bool, Failure> = line.api.call("setWebhook", &parameters).await;
            if let Err(error) = set {
                warn!(bot = %line.me.id, error = &error as &dyn std::error::Error, "no webhook could be set; it is asked for what comes");
                self.no_hook_before = Some(line.api.now() + LOOK);
                return false;
            }
            self.hook = Some(hook);
        }
        let Some(hook) = &mut self.hook else { return false };
        let look = line.api.now() + LOOK;
        match within(line.api.clock(), look, hook.brought.recv()).await {
            Some(Some(Delivery { body, stored })) => {
                self.stored = Some(stored);
                match serde_json::from_slice::<Box<RawValue>>(&body) {
                    Ok(update) => self.take_one(&update, line),
                    // Whoever knows the secret says something else than Telegram.
                    Err(_) => debug!(bot = %line.me.id, "what was brought cannot be read"),
                }
                true
            }
            Some(None) => false,
            None => {
                let url = self.hook.as_ref().map(|hook| hook.url.clone());
                let info: Result<WebhookInfo, Failure> =
                    line.api.call("getWebhookInfo", &json!({})).await;
                // Where somebody else has set another, asking says so; where nobody answers, too. What
                // waits and is not brought is asked for, and then brought again.
                let is_set =
                    info.is_ok_and(|info| Some(info.url) == url && info.pending_update_count == 0);
                if !is_set {
                    self.hook = None;
                    self.caught_up = false;
                }
                is_set
            }
        }
    }

    /// Takes away a webhook that an earlier process of this server has set, or this one; `false` if it is
    /// another program's.
    async fn frees_own(&mut self, line: &Line<'_>) -> bool {
        let Some(hooks) = line.hooks else { return false };
        let info: Result<WebhookInfo, Failure> = line.api.call("getWebhookInfo", &json!({})).await;
        if !info.is_ok_and(|info| hooks.is_ours(&info.url)) {
            return false;
        }
        let freed: Result<bool, Failure> = line.api.call("deleteWebhook", &json!({})).await;
        freed.is_ok()
    }

    async fn ask(&mut self, line: &Line<'_>) -> Result<Vec<Box<RawValue>>, Failure> {
        if self.place.is_none() {
            // The same bot of another owner of this server would be cut off by asking.
            let place = line.places.take(line.me.id).ok_or(Failure::Conflict { webhook: false })?;
            self.place = Some(place);
        }
        let now = line.api.now();
        let wait = if self.caught_up { WAIT } else { self.in_doubt(now) };
        let parameters = json!({
            "offset": self.offset(now),
            "limit": self.batch,
            "timeout": wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
            "allowed_updates": WANTED,
        });
        line.api.wait("getUpdates", &parameters, wait).await
    }

    /// How long it is still in doubt whether nobody else asks for what comes.
    fn in_doubt(&self, now: Timestamp) -> Duration {
        self.quiet_since.map_or(Duration::ZERO, |since| (since + QUIET).since(now))
    }

    /// The number of the first update that is not handled; 0 is whichever the API has.
    fn offset(&self, now: Timestamp) -> i32 {
        let last = Timestamp::from_secs(self.state.date.into());
        if self.state.date > 0 && now.since(last) > NUMBERS_LAST { 0 } else { self.state.pts }
    }

    fn take(&mut self, batch: Vec<Box<RawValue>>, line: &Line<'_>) {
        let is_ours = self.in_doubt(line.api.now()).is_zero();
        if is_ours {
            self.failures = 0;
            self.outage = None;
            self.quiet_since = None;
        }
        let is_all = batch.len() < self.batch;
        for update in &batch {
            self.take_one(update, line);
        }
        if batch.is_empty() || is_all {
            self.batch = BATCH;
            if is_ours && !std::mem::replace(&mut self.caught_up, true) {
                self.queue.push_back(Event::CaughtUp);
            }
        }
    }

    fn take_one(&mut self, update: &RawValue, line: &Line<'_>) {
        // Without a number it would come for ever; the API gives each one.
        let Ok(UpdateId { update_id }) = serde_json::from_str(update.get()) else { return };
        self.state.pts = update_id.saturating_add(1);
        self.state.date = i32::try_from(line.api.now().as_secs()).unwrap_or(i32::MAX);
        self.is_confirmed = false;
        match serde_json::from_str::<Update>(update.get()) {
            Ok(update) => self.queue.extend(message::event(update, line.me, line.known)),
            // What is wrong with it may hold words of people.
            Err(error) => {
                debug!(bot = %line.me.id, update_id, line = error.line(), column = error.column(), "an update cannot be read");
            }
        }
    }

    /// Waits for its time after a failure; returns what is to be told of the line, if that is new.
    fn fails(&mut self, failure: &Failure, line: &Line<'_>) -> Option<Outage> {
        let now = line.api.now();
        let pause = PAUSE.0.saturating_mul(1 << self.failures.min(16)).min(PAUSE.1);
        self.failures = self.failures.saturating_add(1);
        let (outage, at) = match failure {
            Failure::Flood(wait) => (Outage::ToldToWait { until: now + *wait }, now + *wait),
            Failure::Conflict { webhook: true } => (Outage::Webhook, now + pause),
            Failure::Conflict { webhook: false } => (Outage::Conflict, now + pause),
            _ => (Outage::NoAnswer, now + pause),
        };
        self.not_before = Some(at);
        if outage == Outage::Conflict {
            self.quiet_since = Some(at);
        }
        if outage == Outage::NoAnswer && self.failures == 1 && self.caught_up {
            // Lines that wait are cut now and then: whoever asks again at once misses nothing.
            return None;
        }
        self.caught_up = false;
        if self.outage == Some(outage) {
            return None;
        }
        warn!(bot = %line.me.id, ?outage, error = failure as &dyn std::error::Error, "what comes for the bot cannot be read");
        self.outage = Some(outage);
        Some(outage)
    }
}

/// What a poll is made over.
pub(crate) struct Line<'a> {
    pub(crate) api: &'a Api,
    pub(crate) session: &'a Arc<dyn SessionStore>,
    pub(crate) me: &'a Me,
    pub(crate) known: &'a Known,
    pub(crate) places: &'a Places,
    /// Where what comes is brought, if this server has an address for that.
    pub(crate) hooks: Option<&'a Hooks>,
}
