//! Bots, as their owner handles them: added by token, started and stopped, called otherwise, given another
//! token, and connected to the owner's own account.
//!
//! A bot is an account like others: its task, its chats and its rules are those of every account. Its token
//! is its session, stored sealed. Removing one is [`Engine::remove_account`].

use std::sync::{Arc, PoisonError, RwLock};

use domain::{
    Account, AccountId, AccountKind, AccountState, BotConnector, BotError, BotFound, Messenger,
    MessengerError, Mode, NewSession, PeerId, SessionStore as _, Trouble, UpdatesState,
};
use store::{AccountSession, Connected, ConnectionAnswer};
use tokio::sync::Mutex as AsyncMutex;
use tracing::{info, warn};
use zeroize::Zeroizing;

use crate::account::Shared;
use crate::commands::BotWords;
use crate::{AccountView, Engine, Error, Health, Inner, business, rules, supervisor, trouble};

/// How much the twin of a new bot may do. There is nobody in a bot's chats whom it could watch.
const MODE: Mode = Mode::Draft;

/// The longest name of a bot, in characters.
pub const LONGEST_BOT_NAME: usize = 64;

/// Who speaks for bots, and in which words.
#[derive(Default)]
pub(crate) struct Bots {
    spoken: RwLock<Option<Spoken>>,
    /// Held by whoever talks with @BotFather: of two at once each would be given the other's answers.
    pub(crate) making: AsyncMutex<()>,
}

#[derive(Clone)]
struct Spoken {
    connector: Arc<dyn BotConnector>,
    words: Arc<dyn BotWords>,
}

impl Bots {
    fn spoken(&self) -> Option<Spoken> {
        self.spoken.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn connector(&self) -> Option<Arc<dyn BotConnector>> {
        self.spoken().map(|spoken| spoken.connector)
    }

    pub(crate) fn words(&self) -> Option<Arc<dyn BotWords>> {
        self.spoken().map(|spoken| spoken.words)
    }
}

/// Connects a bot. What it is called at Telegram by now, it is called here too.
pub(crate) async fn connect(
    shared: &Shared,
    session: Arc<AccountSession>,
) -> Result<Arc<dyn Messenger>, Error> {
    let none = || MessengerError::Unreachable("there is no Bot API".into());
    let connector = shared.inner.bots.connector().ok_or_else(none)?;
    let messenger = connector.connect(session).await?;
    if let Some(profile) = messenger.profile() {
        let mut tx = shared.begin().await?;
        let known = tx.account(shared.account).await?;
        if known.is_some_and(|known| known.profile != profile) {
            tx.update_profile(shared.account, &profile).await?;
            tx.commit().await?;
        }
    }
    Ok(messenger)
}

/// A bot as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotView {
    /// Its account.
    pub of: AccountView,
    /// How its line fares.
    pub health: Health,
    /// The account in whose manner its twin writes.
    pub manner_of: Option<AccountId>,
    /// The accounts to which it is connected, or was.
    pub connections: Vec<Connected>,
}

/// A bot that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BotAdded {
    /// Its account.
    pub account: AccountId,
    /// Whether another program has what comes for it brought to its own address: until the owner takes
    /// it over, nothing comes here.
    pub has_webhook: bool,
    /// Whether it may be connected to people's accounts.
    pub takes_business: bool,
}

/// Why something was not done with a bot.
#[derive(Debug, thiserror::Error)]
pub enum BotRefused {
    /// The token, or the Bot API.
    #[error("the Bot API did not do it")]
    Api(#[source] BotError),
    /// The owner has this bot already.
    #[error("the bot is here already")]
    AlreadyHere(AccountId),
    /// The token is another bot's.
    #[error("the token is another bot's")]
    AnotherBot,
    /// It has no token any more: give it a new one.
    #[error("the bot has no token")]
    NoToken,
    /// It is no name of a bot: empty, or longer than [`LONGEST_BOT_NAME`].
    #[error("not a bot's name")]
    BadName,
    /// This server has no Bot API.
    #[error("there is no Bot API")]
    NoApi,
    /// There is no such bot, or no such account.
    #[error("no such bot")]
    Unknown,
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<store::Error> for BotRefused {
    fn from(error: store::Error) -> Self {
        Self::Engine(error.into())
    }
}

impl Engine {
    /// Lets bots speak from now on, by this API and in these words. To be called before
    /// [`Engine::start`].
    pub fn use_bots(&self, connector: Arc<dyn BotConnector>, words: Arc<dyn BotWords>) {
        let mut spoken = self.inner.bots.spoken.write().unwrap_or_else(PoisonError::into_inner);
        *spoken = Some(Spoken { connector, words });
    }

    /// The owner's bots, in the order in which they were added.
    pub async fn bots(&self) -> Result<Vec<BotView>, Error> {
        let mut views = Vec::new();
        for of in self.accounts().await? {
            if of.account.kind == AccountKind::Bot {
                views.push(self.bot_view(of).await?);
            }
        }
        Ok(views)
    }

    /// A bot; `None` if the owner has no such one.
    pub async fn bot(&self, account: AccountId) -> Result<Option<BotView>, Error> {
        let of = self.account(account).await?;
        match of.filter(|of| of.account.kind == AccountKind::Bot) {
            Some(of) => Ok(Some(self.bot_view(of).await?)),
            None => Ok(None),
        }
    }

    async fn bot_view(&self, of: AccountView) -> Result<BotView, Error> {
        let id = of.account.id;
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let manner_of = tx.manner_of(id).await?;
        let connections = tx.connections(id).await?;
        Ok(BotView { of, health: self.health(id), manner_of, connections })
    }

    /// Adds the bot for which a token speaks, and starts it; its twin writes in the manner of an account
    /// of the owner's. One whose token was revoked is given this one.
    pub async fn add_bot(
        &self,
        token: &str,
        manner_of: Option<AccountId>,
    ) -> Result<BotAdded, BotRefused> {
        let (engine, token) = (self.clone(), Zeroizing::new(token.to_owned()));
        to_its_end(async move { engine.add(&token, manner_of).await }).await
    }

    async fn add(&self, token: &str, manner_of: Option<AccountId>) -> Result<BotAdded, BotRefused> {
        let inner = &self.inner;
        let connector = inner.bots.connector().ok_or(BotRefused::NoApi)?;
        let found = connector.check(token).await.map_err(BotRefused::Api)?;
        let BotFound { profile, session, takes_business, has_webhook } = found;
        let one_at_a_time = inner.logins.keeping().await;
        let mut tx = inner.store.begin(inner.owner).await?;
        if let Some(of) = manner_of
            && tx.account(of).await?.is_none_or(|of| of.kind == AccountKind::Bot)
        {
            return Err(BotRefused::Unknown);
        }
        let id = match tx.account_by_user(profile.user_id).await? {
            Some(known) if known.kind != AccountKind::Bot => return Err(BotRefused::AnotherBot),
            Some(known) if known.state != AccountState::LoggedOut => {
                return Err(BotRefused::AlreadyHere(known.id));
            }
            Some(known) => {
                tx.update_profile(known.id, &profile).await?;
                tx.set_account_state(known.id, AccountState::Active).await?;
                tx.set_alert(known.id, None).await?;
                known.id
            }
            None => {
                let account = Account {
                    id: AccountId::new(inner.clock.now(), inner.entropy.next_u128()),
                    kind: AccountKind::Bot,
                    profile,
                    state: AccountState::Active,
                    default_mode: MODE,
                };
                rules::add_account(&mut tx, &account, inner.clock.now()).await?;
                tx.set_manner_of(account.id, manner_of).await?;
                account.id
            }
        };
        tx.save_session(id, &session).await?;
        let account = tx.account(id).await?.ok_or(Error::Gone)?;
        let who = supervisor::who(&mut tx, &account).await?;
        tx.commit().await?;
        info!(account = %id, "bot added");
        // The task of the token before has ended with it.
        inner.supervisor.stop(id).await;
        supervisor::start(inner, who);
        drop(one_at_a_time);
        self.list_commands(connector.as_ref(), id).await;
        Ok(BotAdded { account: id, has_webhook, takes_business })
    }

    /// Lists the commands in people's apps. A courtesy.
    async fn list_commands(&self, connector: &dyn BotConnector, account: AccountId) {
        let Some(words) = self.inner.bots.words() else { return };
        let session = Arc::new(self.inner.store.session(self.inner.owner, account));
        if let Err(error) = connector.list_commands(session, &words.commands()).await {
            warn!(%account, error = &error as &dyn std::error::Error, "a bot's commands are not listed");
        }
    }

    /// Gives a bot another token, and starts it. Nothing that waits for it is lost.
    pub async fn rotate_bot_token(
        &self,
        account: AccountId,
        token: &str,
    ) -> Result<(), BotRefused> {
        let (engine, token) = (self.clone(), Zeroizing::new(token.to_owned()));
        to_its_end(async move { engine.rotate(account, &token).await }).await
    }

    async fn rotate(&self, account: AccountId, token: &str) -> Result<(), BotRefused> {
        let inner = &self.inner;
        let known = self.known_bot(account).await?;
        let connector = inner.bots.connector().ok_or(BotRefused::NoApi)?;
        let found = connector.check(token).await.map_err(BotRefused::Api)?;
        if found.profile.user_id != known.profile.user_id {
            return Err(BotRefused::AnotherBot);
        }
        let _one_at_a_time = inner.logins.keeping().await;
        inner.supervisor.stop(account).await;
        let before = inner.store.session(inner.owner, account).load().await;
        let before = before.map_err(|error| BotRefused::Api(BotError::Session(error.into())))?;
        let updates = before.map_or_else(UpdatesState::default, |before| before.updates);
        let session = NewSession { updates, ..found.session };
        let mut tx = inner.store.begin(inner.owner).await?;
        if !tx.update_profile(account, &found.profile).await? {
            // It was removed meanwhile.
            return Err(BotRefused::Unknown);
        }
        tx.save_session(account, &session).await?;
        tx.set_account_state(account, AccountState::Active).await?;
        tx.set_alert(account, None).await?;
        let who = supervisor::who(&mut tx, &known).await?;
        tx.commit().await?;
        supervisor::start(inner, who);
        Ok(())
    }

    /// Stops a bot: until it is started again Telegram keeps what comes, for a day.
    pub async fn stop_bot(&self, account: AccountId) -> Result<(), BotRefused> {
        let engine = self.clone();
        to_its_end(async move { engine.stop_one(account).await }).await
    }

    async fn stop_one(&self, account: AccountId) -> Result<(), BotRefused> {
        let inner = &self.inner;
        let _one_at_a_time = inner.logins.keeping().await;
        let known = self.known_bot(account).await?;
        if known.state != AccountState::Active {
            return Ok(());
        }
        let mut tx = inner.store.begin(inner.owner).await?;
        tx.set_account_state(account, AccountState::Offline).await?;
        tx.commit().await?;
        inner.supervisor.stop(account).await;
        trouble::no_line_is_missed(inner, account).await?;
        business::is_gone(inner, account).await?;
        self.connection_changed(account);
        Ok(())
    }

    /// Starts a bot that was stopped, or starts it anew, which asks Telegram at once.
    pub async fn start_bot(&self, account: AccountId) -> Result<(), BotRefused> {
        let engine = self.clone();
        to_its_end(async move { engine.start_one(account).await }).await
    }

    async fn start_one(&self, account: AccountId) -> Result<(), BotRefused> {
        let inner = &self.inner;
        let _one_at_a_time = inner.logins.keeping().await;
        let known = self.known_bot(account).await?;
        if known.state == AccountState::LoggedOut {
            return Err(BotRefused::NoToken);
        }
        inner.supervisor.stop(account).await;
        let mut tx = inner.store.begin(inner.owner).await?;
        // What it is meanwhile counts: its token may have been revoked, or itself removed.
        let now = tx.account(account).await?.ok_or(BotRefused::Unknown)?;
        if now.state == AccountState::LoggedOut {
            return Err(BotRefused::NoToken);
        }
        tx.set_account_state(account, AccountState::Active).await?;
        let who = supervisor::who(&mut tx, &known).await?;
        tx.commit().await?;
        supervisor::start(inner, who);
        Ok(())
    }

    /// Changes what a bot is called, at Telegram and here.
    pub async fn rename_bot(&self, account: AccountId, name: &str) -> Result<(), BotRefused> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_BOT_NAME {
            return Err(BotRefused::BadName);
        }
        let (connector, known, session) = self.spoken_for(account).await?;
        connector.rename(session, name).await.map_err(BotRefused::Api)?;
        let mut profile = known.profile;
        profile.first_name = name.to_owned();
        profile.last_name.clear();
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.update_profile(account, &profile).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Has what comes for a bot come here, and not to another program's address.
    pub async fn take_over_bot(&self, account: AccountId) -> Result<(), BotRefused> {
        let (connector, _, session) = self.spoken_for(account).await?;
        connector.take_over(session).await.map_err(BotRefused::Api)?;
        self.start_bot(account).await
    }

    /// Says in whose manner a bot's twin writes.
    pub async fn set_bot_manner(
        &self,
        account: AccountId,
        of: Option<AccountId>,
    ) -> Result<(), BotRefused> {
        let inner = &self.inner;
        let known = self.known_bot(account).await?;
        let mut tx = inner.store.begin(inner.owner).await?;
        if let Some(of) = of
            && tx.account(of).await?.is_none_or(|of| of.kind == AccountKind::Bot)
        {
            return Err(BotRefused::Unknown);
        }
        tx.set_manner_of(account, of).await?;
        tx.commit().await?;
        if known.state == AccountState::Active {
            self.start_bot(account).await?;
        }
        Ok(())
    }

    /// Takes the owner's word of whether an account to which a bot is connected is theirs. What is said
    /// there is heard from then on, or not even kept.
    pub async fn answer_connection(
        &self,
        bot: AccountId,
        person: PeerId,
        is_own: bool,
    ) -> Result<(), BotRefused> {
        let engine = self.clone();
        to_its_end(async move { engine.take_answer(bot, person, is_own).await }).await
    }

    async fn take_answer(
        &self,
        bot: AccountId,
        person: PeerId,
        is_own: bool,
    ) -> Result<(), BotRefused> {
        self.known_bot(bot).await?;
        let inner = &self.inner;
        let answer = match is_own {
            true => ConnectionAnswer::Accepted,
            false => ConnectionAnswer::Refused,
        };
        let mut tx = inner.store.begin(inner.owner).await?;
        if !tx.answer_connection(bot, person, answer).await? {
            return Err(BotRefused::Unknown);
        }
        let alert = tx.rules(bot).await?.alert.map(|alert| alert.trouble);
        if matches!(alert, Some(Trouble::BotConnected { .. })) {
            tx.set_alert(bot, None).await?;
        }
        tx.commit().await?;
        business::answered(inner, bot, person).await?;
        self.connection_changed(bot);
        Ok(())
    }

    /// Says who speaks in an account that has a session of its own and a connected bot: the bot, or the
    /// account itself. Either way what happens there is heard by the session.
    pub async fn let_bot_speak(
        &self,
        bot: AccountId,
        person: PeerId,
        speaks: bool,
    ) -> Result<(), BotRefused> {
        self.known_bot(bot).await?;
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if !tx.set_speaks(bot, person, speaks).await? {
            return Err(BotRefused::Unknown);
        }
        tx.commit().await?;
        business::choose(&self.inner, person).await?;
        self.connection_changed(bot);
        Ok(())
    }

    async fn known_bot(&self, account: AccountId) -> Result<Account, BotRefused> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let known = tx.account(account).await?;
        known.filter(|known| known.kind == AccountKind::Bot).ok_or(BotRefused::Unknown)
    }

    async fn spoken_for(
        &self,
        account: AccountId,
    ) -> Result<(Arc<dyn BotConnector>, Account, Arc<AccountSession>), BotRefused> {
        let known = self.known_bot(account).await?;
        if known.state == AccountState::LoggedOut {
            return Err(BotRefused::NoToken);
        }
        let connector = self.inner.bots.connector().ok_or(BotRefused::NoApi)?;
        let session = self.inner.store.session(self.inner.owner, account);
        Ok((connector, known, Arc::new(session)))
    }

    /// Tells pages that there is something else to be shown of an account.
    fn connection_changed(&self, account: AccountId) {
        let Inner { events, clock, supervisor, .. } = &*self.inner;
        let state = supervisor.connection(account);
        events.publish(clock.now(), account, None, crate::TwinEvent::Connection { state });
    }
}

/// Does something to its end, also where the page that asked for it is closed in the middle: a bot that is
/// stored and does not run, or a token that nobody has stored, would be left.
pub(crate) async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> T {
    match tokio::spawn(work).await {
        Ok(done) => done,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The server ends, and whoever waits with it.
            Err(_) => std::future::pending().await,
        },
    }
}
