//! Logins under way, and what becomes of a finished one.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::login::LoggedIn;
use domain::{
    Account, AccountId, AccountKind, AccountState, Login, LoginInput, LoginStep, Timestamp,
};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard};
use tracing::info;

use crate::account::Who;
use crate::{Engine, Error, Inner, rules, supervisor};

/// How long a login may take.
const LASTS: Duration = Duration::from_secs(15 * 60);

/// How many logins one owner may have under way: a page that is opened again begins another.
const AT_ONCE: usize = 8;

/// For how long a code is shown, at least and at most: Telegram takes it for half a minute.
const CODE_LASTS: (Duration, Duration) = (Duration::from_secs(5), Duration::from_secs(30));

/// A login under way: not to be guessed, as whoever has it may go on with the login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoginId(u128);

impl fmt::Display for LoginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for LoginId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(text, 16).map(Self)
    }
}

/// What a login asks for next, or whose it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginProgress {
    /// The next step; never [`LoginStep::Done`].
    Next(LoginStep),
    /// The account is stored and started.
    Done(AccountId),
}

#[derive(Default)]
pub(crate) struct Logins {
    pending: Mutex<HashMap<LoginId, Pending>>,
    /// Those that are done: their pages may be loaded again.
    done: Mutex<HashMap<LoginId, Done>>,
    keeping: AsyncMutex<()>,
}

/// Whose a login was, and since when that is known.
struct Done {
    account: AccountId,
    at: Timestamp,
}

#[derive(Clone)]
struct Pending {
    login: Arc<AsyncMutex<Box<dyn Login>>>,
    started: Timestamp,
    /// The number to whose account the code went, as it was given.
    number: Option<String>,
}

impl Logins {
    fn find(&self, id: LoginId, now: Timestamp) -> Option<Arc<AsyncMutex<Box<dyn Login>>>> {
        let mut logins = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        logins.retain(|_, pending| now.since(pending.started) < LASTS);
        logins.get(&id).map(|pending| Arc::clone(&pending.login))
    }

    /// Takes up a login. Those that are too old are given up, and of too many the oldest.
    fn insert(&self, id: LoginId, pending: Pending) {
        let now = pending.started;
        let mut logins = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        logins.retain(|_, pending| now.since(pending.started) < LASTS);
        while logins.len() >= AT_ONCE {
            let oldest = logins.iter().min_by_key(|(id, pending)| (pending.started, id.0));
            let Some(oldest) = oldest.map(|(id, _)| *id) else { break };
            logins.remove(&oldest);
        }
        logins.insert(id, pending);
    }

    /// Held by whoever stores an account and starts it: of two at once each would start it.
    pub(crate) async fn keeping(&self) -> MutexGuard<'_, ()> {
        self.keeping.lock().await
    }

    pub(crate) fn remove(&self, id: LoginId) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn finish(&self, id: LoginId, account: AccountId, now: Timestamp) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.retain(|_, done| now.since(done.at) < LASTS);
        done.insert(id, Done { account, at: now });
        drop(done);
        self.remove(id);
    }

    /// A code went to the account with this number.
    fn sent_to(&self, id: LoginId, number: String) {
        let mut logins = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pending) = logins.get_mut(&id) {
            pending.number = Some(number);
        }
    }

    /// Whose a login was that is done.
    pub(crate) fn done(&self, id: LoginId, now: Timestamp) -> Option<AccountId> {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.get(&id).filter(|done| now.since(done.at) < LASTS).map(|done| done.account)
    }

    pub(crate) async fn step(&self, id: LoginId, now: Timestamp) -> Option<LoginStep> {
        let login = self.find(id, now)?;
        let step = login.lock().await.step().clone();
        Some(step)
    }
}

impl Engine {
    /// The number to whose account the code of a login went, as it was given; `None` if none did.
    pub fn login_number(&self, id: LoginId) -> Option<String> {
        let logins = &self.inner.logins.pending;
        logins.lock().unwrap_or_else(PoisonError::into_inner).get(&id)?.number.clone()
    }
}

pub(crate) async fn begin(inner: &Inner) -> Result<LoginId, Error> {
    let login = inner.connector.begin_login().await?;
    let id = LoginId(inner.entropy.next_u128());
    let (login, started) = (Arc::new(AsyncMutex::new(login)), inner.clock.now());
    let pending = Pending { login, started, number: None };
    inner.logins.insert(id, pending);
    Ok(id)
}

/// Answers a step, and stores the account of a login that is done. That is finished also where the page that asked for
/// it is closed in the middle: a stopped account, or a session that nobody has stored, would be left.
pub(crate) async fn submit(
    inner: &Arc<Inner>,
    id: LoginId,
    input: LoginInput,
) -> Result<LoginProgress, Error> {
    let inner = Arc::clone(inner);
    let answering = tokio::spawn(async move { answer(&inner, id, input).await });
    match answering.await {
        Ok(progress) => progress,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The server ends.
            Err(_) => Err(Error::UnknownLogin),
        },
    }
}

async fn answer(
    inner: &Arc<Inner>,
    id: LoginId,
    input: LoginInput,
) -> Result<LoginProgress, Error> {
    let login = inner.logins.find(id, inner.clock.now()).ok_or(Error::UnknownLogin)?;
    let mut login = login.lock().await;
    if inner.logins.done(id, inner.clock.now()).is_some() {
        // The same answer came twice, and the other one was first.
        return Err(Error::UnknownLogin);
    }
    // It is done already where only its storing has failed: that is tried again.
    if !matches!(login.step(), LoginStep::Done(_)) {
        let number = match &input {
            LoginInput::Phone(number) => Some(number.clone()),
            _ => None,
        };
        let step = login.submit(input).await?;
        if let (Some(number), LoginStep::Code { .. }) = (number, step) {
            inner.logins.sent_to(id, number);
        }
    }
    match login.step() {
        LoginStep::Done(logged_in) => {
            let account = keep(inner, logged_in).await?;
            inner.logins.finish(id, account, inner.clock.now());
            Ok(LoginProgress::Done(account))
        }
        step => Ok(LoginProgress::Next(step.clone())),
    }
}

/// Waits until a code that is shown was scanned or is too old, and goes on. `None` where only an answer goes on.
pub(crate) async fn goes_on(
    inner: &Arc<Inner>,
    id: LoginId,
) -> Result<Option<LoginProgress>, Error> {
    let now = inner.clock.now();
    let login = inner.logins.find(id, now).ok_or(Error::UnknownLogin)?;
    // It is not held while it waits: another page of it may look at it, or give a phone number.
    let (scanned, expires_at) = {
        let login = login.lock().await;
        match (login.scanned(), login.step()) {
            (Some(scanned), LoginStep::Qr { expires_at, .. }) => (scanned, *expires_at),
            _ => return Ok(None),
        }
    };
    // Telegram's clock may not be ours.
    let until = expires_at.clamp(now + CODE_LASTS.0, now + CODE_LASTS.1);
    tokio::select! {
        () = scanned => {}
        () = inner.clock.sleep_until(until) => {}
    }
    submit(inner, id, LoginInput::Qr).await.map(Some)
}

/// Stores the account with its session and starts it. An account that is known, from an import or
/// an earlier login, keeps its history and its settings.
async fn keep(inner: &Arc<Inner>, logged_in: &LoggedIn) -> Result<AccountId, Error> {
    let LoggedIn { profile, session } = logged_in;
    // Two logins of one account at once would each start it.
    let _one_at_a_time = inner.logins.keeping().await;
    let mut tx = inner.store.read(inner.owner).await?;
    let known = tx.account_by_user(profile.user_id).await?;
    drop(tx);
    if let Some(account) = &known {
        // The task of the earlier session must be gone before the new one starts.
        inner.supervisor.stop(account.id).await;
    }

    let mut tx = inner.store.begin(inner.owner).await?;
    let id = match known {
        Some(account) => {
            tx.update_profile(account.id, profile).await?;
            tx.set_account_kind(account.id, AccountKind::User).await?;
            tx.set_account_state(account.id, AccountState::Active).await?;
            // What was under way before belongs to another time, and so does what went wrong.
            tx.set_alert(account.id, None).await?;
            tx.settle(account.id).await?;
            account.id
        }
        None => {
            let account = Account {
                id: AccountId::new(inner.clock.now(), inner.entropy.next_u128()),
                kind: AccountKind::User,
                profile: profile.clone(),
                state: AccountState::Active,
                default_mode: inner.settings.default_mode,
            };
            rules::add_account(&mut tx, &account, inner.clock.now()).await?;
            account.id
        }
    };
    tx.save_session(id, session).await?;
    if tx.message_count(id).await? == 0 {
        // Nothing was imported: what Telegram has is all there is to learn from.
        tx.begin_history(id, inner.clock.now()).await?;
    }
    tx.commit().await?;
    info!(account = %id, "logged in");
    supervisor::start(inner, Who { id, kind: AccountKind::User, manner_of: None });
    Ok(id)
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use domain::LoginError;

    use super::*;

    struct Begun;

    #[async_trait]
    impl Login for Begun {
        fn step(&self) -> &LoginStep {
            &LoginStep::Phone
        }

        async fn submit(&mut self, _: LoginInput) -> Result<&LoginStep, LoginError> {
            Err(LoginError::WrongStep)
        }
    }

    fn begun(at: Timestamp) -> Pending {
        Pending { login: Arc::new(AsyncMutex::new(Box::new(Begun))), started: at, number: None }
    }

    #[test]
    fn of_too_many_logins_the_oldest_is_given_up_and_what_is_too_old_does_not_count() {
        let (logins, start) = (Logins::default(), Timestamp::from_secs(1_784_116_800));
        let at = |number: usize| start + Duration::from_secs(number as u64);
        for number in 0..=AT_ONCE {
            logins.insert(LoginId(number as u128), begun(at(number)));
        }
        let is_there = |id: u128, now| logins.find(LoginId(id), now).is_some();
        assert!(!is_there(0, at(AT_ONCE)), "the first was given up for the last");
        assert!((1..=AT_ONCE as u128).all(|id| is_there(id, at(AT_ONCE))));

        let later = at(AT_ONCE) + LASTS;
        logins.insert(LoginId(99), begun(later));
        assert!(is_there(99, later) && !is_there(AT_ONCE as u128, later));
    }

    #[test]
    fn whose_a_login_was_is_known_as_long_as_one_may_take() {
        let (logins, start) = (Logins::default(), Timestamp::from_secs(1_784_116_800));
        let account = AccountId::new(start, 1);
        logins.insert(LoginId(1), begun(start));
        logins.finish(LoginId(1), account, start);
        assert!(logins.find(LoginId(1), start).is_none());
        assert_eq!(logins.done(LoginId(1), start), Some(account));
        assert_eq!(logins.done(LoginId(2), start), None);
        assert_eq!(logins.done(LoginId(1), start + LASTS), None);
    }
}
