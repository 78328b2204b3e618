//! Accounts to which a person has connected a bot of theirs: the bot's line tells what happens there, and
//! says there what is to be said.
//!
//! One chat is one chat. Where the account has a session of its own, that is what hears, and the bot only
//! speaks, if its owner wants so ([`mod@beside`]); where it has none, the account's task lives on the bot's
//! line ([`mod@line`]). Either way there is one task of the account, one loop of each chat, and one answer.
//! Anybody may connect any bot to their own account: until the owner has said that a person is
//! themselves, nothing of that account is kept.

mod beside;
mod ended;
mod line;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{
    Account, AccountId, AccountKind, AccountState, BusinessConnection, Event, Messenger, Outage,
    PeerId, Timestamp, bot,
};
use store::{Connected, ConnectionAnswer, Tx};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};
use tracing::{info, warn};

use crate::account::Shared;
use crate::{Engine, Error, Inner, rules, supervisor, trouble};

pub(crate) use beside::beside;
pub(crate) use line::line;

/// How long an account's task may take to be there for what is told of it.
const STARTS: Duration = Duration::from_secs(10);

/// The accounts of an owner to which bots are connected.
#[derive(Default)]
pub(crate) struct Business {
    accounts: Mutex<HashMap<PeerId, Live>>,
    /// Changes whenever a task of such an account is there to hear.
    fed: watch::Sender<()>,
    /// Held by whoever looks up who is to speak: the last to look is the last to say.
    choosing: AsyncMutex<()>,
}

/// What is known of such an account while its bot runs.
#[derive(Default)]
struct Live {
    /// Who speaks there, or why nobody does.
    speaker: Option<Result<Speaker, Outage>>,
    /// Who is to speak where the account could itself.
    choice: Choice,
    /// Where the account's task is told what happens, if it lives on the bot's line.
    feed: Option<mpsc::Sender<Fed>>,
}

/// Who is to speak in an account that could itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Choice {
    /// Whether the owner wants a bot to.
    wanted: bool,
    /// Whether it can as well: it is added here and not stopped, is connected, and may write. It does not
    /// matter whether its line is there just now: that comes back by itself.
    holds: bool,
}

/// A bot that speaks in an account.
#[derive(Clone)]
struct Speaker {
    bot: AccountId,
    messenger: Arc<dyn Messenger>,
}

/// Something that happened, and whom to tell that it was taken in.
struct Fed {
    event: Event,
    done: oneshot::Sender<()>,
}

impl Business {
    fn accounts(&self) -> MutexGuard<'_, HashMap<PeerId, Live>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who speaks in an account, if a bot can.
    fn speaker(&self, person: PeerId) -> Result<Arc<dyn Messenger>, Outage> {
        match self.accounts().get(&person).and_then(|live| live.speaker.as_ref()) {
            Some(Ok(speaker)) => Ok(Arc::clone(&speaker.messenger)),
            Some(Err(outage)) => Err(*outage),
            None => Err(Outage::NoAnswer),
        }
    }

    /// Who is to speak where the account could itself.
    fn choice(&self, person: PeerId) -> Choice {
        self.accounts().get(&person).map(|live| live.choice).unwrap_or_default()
    }

    /// Whether a bot speaks where the account could itself.
    fn bot_speaks(&self, person: PeerId) -> bool {
        let Choice { wanted, holds } = self.choice(person);
        wanted && holds
    }

    fn say(&self, person: PeerId, speaker: Result<Speaker, Outage>) {
        self.accounts().entry(person).or_default().speaker = Some(speaker);
    }

    /// Lets an account's task hear from now on.
    fn listen(&self, person: PeerId) -> mpsc::Receiver<Fed> {
        let (feed, fed) = mpsc::channel(1);
        self.accounts().entry(person).or_default().feed = Some(feed);
        self.fed.send_replace(());
        fed
    }

    /// Tells the account's task what happened; returns once it was taken in. `false` if nobody listens.
    async fn tell(&self, person: PeerId, event: Event) -> bool {
        let feed = self.accounts().get(&person).and_then(|live| live.feed.clone());
        let Some(feed) = feed else { return false };
        let (done, taken) = oneshot::channel();
        feed.send(Fed { event, done }).await.is_ok() && taken.await.is_ok()
    }

    /// The persons in whose accounts some bot is to speak.
    fn chosen(&self) -> Vec<PeerId> {
        let accounts = self.accounts();
        accounts.iter().filter(|(_, live)| live.choice.wanted).map(|(person, _)| *person).collect()
    }

    /// The persons in whose accounts a bot speaks.
    fn of_bot(&self, bot: AccountId) -> Vec<PeerId> {
        let accounts = self.accounts();
        let of_bot = accounts
            .iter()
            .filter(|(_, live)| matches!(&live.speaker, Some(Ok(speaker)) if speaker.bot == bot));
        of_bot.map(|(person, _)| *person).collect()
    }
}

/// A bot is up to date: so are the accounts to which it is connected.
pub(crate) async fn is_up(shared: &Shared, messenger: &Arc<dyn Messenger>) -> Result<(), Error> {
    if shared.who.kind != AccountKind::Bot {
        return Ok(());
    }
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let connections = tx.connections(shared.account).await?;
    drop(tx);
    for connected in connections {
        if connected.answer == ConnectionAnswer::Accepted {
            settle(shared, messenger, &connected).await?;
        }
    }
    Ok(())
}

/// A bot's line is lost: so are those of the accounts to which it is connected.
pub(crate) async fn is_down(shared: &Shared, outage: Outage) -> Result<(), Error> {
    if shared.who.kind == AccountKind::Bot {
        lose(&shared.inner, shared.account, outage).await;
    }
    Ok(())
}

/// A bot does not run any more, as the store has it: whoever can speak themselves does so from now on.
pub(crate) async fn is_gone(inner: &Inner, bot: AccountId) -> Result<(), Error> {
    lose(inner, bot, Outage::NoAnswer).await;
    for person in inner.business.chosen() {
        choose(inner, person).await?;
    }
    Ok(())
}

/// Looks up who is to speak in an account that could itself. Where that is a bot that cannot any more, since
/// it is disconnected, stopped or gone, the account does: it would wait for ever.
pub(crate) async fn choose(inner: &Inner, person: PeerId) -> Result<(), Error> {
    let _one_at_a_time = inner.business.choosing.lock().await;
    let mut tx = inner.store.read(inner.owner).await?;
    let choice = match tx.connection_with(person).await? {
        Some(connected) => {
            let bot = tx.account(connected.bot).await?;
            let runs = bot.is_some_and(|bot| bot.state == AccountState::Active);
            Choice { wanted: connected.speaks, holds: runs && connected.connection.may_reply() }
        }
        None => Choice::default(),
    };
    drop(tx);
    inner.business.accounts().entry(person).or_default().choice = choice;
    Ok(())
}

async fn lose(inner: &Inner, bot: AccountId, outage: Outage) {
    for person in inner.business.of_bot(bot) {
        inner.business.say(person, Err(outage));
        inner.business.tell(person, Event::Disconnected(outage)).await;
    }
}

/// Has a bot speak in an account as far as a connection allows, and tells the account's task.
async fn settle(
    shared: &Shared,
    messenger: &Arc<dyn Messenger>,
    connected: &Connected,
) -> Result<(), Error> {
    let Connected { bot, connection, .. } = connected;
    let person = connection.person.user_id;
    let business = &shared.inner.business;
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let holds = tx.connection_with(person).await?;
    drop(tx);
    if holds.is_some_and(|holds| holds.bot != *bot) {
        // Another bot is connected there by now, whichever of the two is told first.
        return Ok(());
    }
    let may = connection.may_reply() && connected.answer == ConnectionAnswer::Accepted;
    let speaker = match messenger.on_behalf().filter(|_| may) {
        // What it was not told of yet may be that the owner has written.
        Some(_) if !shared.is_caught_up() => Err(Outage::NoAnswer),
        Some(behalf) => {
            let messenger = behalf.speaker(&connection.id, connection.rights);
            Ok(Speaker { bot: *bot, messenger })
        }
        None => Err(Outage::NotAllowed),
    };
    let event = match &speaker {
        Ok(_) => Event::CaughtUp,
        Err(outage) => Event::Disconnected(*outage),
    };
    business.say(person, speaker);
    choose(&shared.inner, person).await?;
    business.tell(person, event).await;
    Ok(())
}

/// Takes in how a connection stands now.
pub(crate) async fn changed(
    shared: &Shared,
    messenger: &Arc<dyn Messenger>,
    connection: BusinessConnection,
) -> Result<(), Error> {
    let person = connection.person.user_id;
    let mut tx = shared.begin().await?;
    let before = tx.connections(shared.account).await?;
    let mut before = before.into_iter().map(|known| known.connection);
    let before = before.rfind(|known| known.person.user_id == person);
    let is_other = before.as_ref().is_some_and(|before| before.id != connection.id);
    if is_other && before.is_some_and(|before| before.since > connection.since) {
        // It is told again, after what has followed it.
        return Ok(());
    }
    // Whoever has logged in here is known to be the owner.
    let known = tx.account_by_user(person).await?;
    let is_own = known.is_some_and(|known| known.kind != AccountKind::Bot);
    let answer = if is_own { ConnectionAnswer::Accepted } else { ConnectionAnswer::Asked };
    tx.save_connection(shared.account, &connection, answer).await?;
    let stored = tx.connection(shared.account, &connection.id).await?.ok_or(Error::Gone)?;
    tx.commit().await?;
    info!(account = %shared.account, enabled = connection.enabled, "a bot was connected, or that has changed");
    match stored.answer {
        ConnectionAnswer::Refused => {}
        ConnectionAnswer::Asked if !connection.enabled => {}
        ConnectionAnswer::Asked => {
            trouble::connected_by(shared, connection.person.full_name()).await?;
        }
        ConnectionAnswer::Accepted => {
            if is_other && stored.connection.enabled {
                // The one before has ended, though nobody was told.
                ended::withdraw(shared, person).await?;
            }
            open(&shared.inner, &stored).await?;
            settle(shared, messenger, &stored).await?;
            if !stored.connection.enabled {
                ended::withdraw(shared, person).await?;
            }
        }
    }
    shared.connection_shown();
    Ok(())
}

/// The owner has said whether an account to which a bot is connected is theirs.
pub(crate) async fn answered(
    inner: &Arc<Inner>,
    bot: AccountId,
    person: PeerId,
) -> Result<(), Error> {
    let mut tx = inner.store.read(inner.owner).await?;
    let all = tx.connections(bot).await?;
    let stored = all.into_iter().find(|stored| stored.connection.person.user_id == person);
    let known = tx.account_by_user(person).await?;
    drop(tx);
    let Some(stored) = stored else { return Ok(()) };
    if stored.answer == ConnectionAnswer::Accepted {
        open(inner, &stored).await?;
        if let Some(shared) = inner.supervisor.shared(bot)
            && let Some(messenger) = shared.line.get()
        {
            settle(&shared, &messenger, &stored).await?;
        }
        return Ok(());
    }
    let mut tx = inner.store.read(inner.owner).await?;
    let other = tx.connection_with(person).await?;
    drop(tx);
    if other.is_some_and(|other| other.holds()) {
        // Another bot is connected there.
        return Ok(());
    }
    inner.business.say(person, Err(Outage::NotAllowed));
    choose(inner, person).await?;
    if let Some(account) = known.filter(|known| known.kind == AccountKind::Connected) {
        inner.supervisor.stop(account.id).await;
        let mut tx = inner.store.begin(inner.owner).await?;
        tx.settle(account.id).await?;
        tx.set_account_state(account.id, AccountState::Offline).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Sees to it that there is an account for a connection that holds, and that it runs: one without a
/// session of its own lives on the bot's line from now on.
async fn open(inner: &Arc<Inner>, stored: &Connected) -> Result<(), Error> {
    if !stored.holds() {
        return Ok(());
    }
    let person = &stored.connection.person;
    // A login of that account at the same time would start it as well.
    let _one_at_a_time = inner.logins.keeping().await;
    let mut tx = inner.store.begin(inner.owner).await?;
    let account = match tx.account_by_user(person.user_id).await? {
        Some(Account { kind: AccountKind::User, state: AccountState::Active, .. }) => return Ok(()),
        Some(known) => {
            tx.set_account_kind(known.id, AccountKind::Connected).await?;
            tx.set_account_state(known.id, AccountState::Active).await?;
            Account { kind: AccountKind::Connected, state: AccountState::Active, ..known }
        }
        None => {
            let account = Account {
                id: AccountId::new(inner.clock.now(), inner.entropy.next_u128()),
                kind: AccountKind::Connected,
                profile: person.clone(),
                state: AccountState::Active,
                default_mode: inner.settings.default_mode,
            };
            rules::add_account(&mut tx, &account, inner.clock.now()).await?;
            account
        }
    };
    let who = supervisor::who(&mut tx, &account).await?;
    tx.commit().await?;
    if inner.supervisor.shared(account.id).is_none_or(|running| running.who.kind != who.kind) {
        inner.supervisor.stop(account.id).await;
        supervisor::start(inner, who);
    }
    Ok(())
}

/// Takes in what happened in an account to which a bot is connected.
pub(crate) async fn hear(
    shared: &Shared,
    messenger: &Arc<dyn Messenger>,
    connection: &str,
    event: Event,
) -> Result<(), Error> {
    let mut tx = shared.inner.store.read(shared.inner.owner).await?;
    let mut known = tx.connection(shared.account, connection).await?;
    drop(tx);
    if known.is_none()
        && let Some(behalf) = messenger.on_behalf()
        && let Some(told) = behalf.connection(connection).await?
        && told.enabled
    {
        // That it was made came before this server kept such things, or was lost. One that has ended is in
        // the place of none that was made since.
        changed(shared, messenger, told).await?;
        let mut tx = shared.inner.store.read(shared.inner.owner).await?;
        known = tx.connection(shared.account, connection).await?;
    }
    let Some(known) = known.filter(|known| known.answer == ConnectionAnswer::Accepted) else {
        // Nobody's of whom the owner has said that it is them.
        return Ok(());
    };
    let person = known.connection.person.user_id;
    let until = shared.now() + STARTS;
    loop {
        let mut fed = shared.inner.business.fed.subscribe();
        let mut tx = shared.inner.store.read(shared.inner.owner).await?;
        let account = tx.account_by_user(person).await?;
        drop(tx);
        let lives_here = account.is_some_and(|account| {
            account.kind == AccountKind::Connected && account.state == AccountState::Active
        });
        // Else its own session hears that, or its owner has stopped it.
        if !lives_here || shared.inner.business.tell(person, event.clone()).await {
            return Ok(());
        }
        tokio::select! {
            // The sender is `shared.inner`, so there is always a next change to wait for.
            _ = fed.changed() => {}
            () = shared.inner.clock.sleep_until(until) => {
                warn!(account = %shared.account, "the account to which the bot is connected does not listen");
                // It is not confirmed, and comes again.
                return Err(Error::Gone);
            }
        }
    }
}

/// Until when the bot that speaks in an account may write in a chat, where that is not for ever.
async fn answerable_until(
    tx: &mut Tx,
    account: AccountId,
    chat: PeerId,
) -> Result<Option<Timestamp>, Error> {
    let last = tx.last_incoming(account, chat).await?;
    Ok(last.map(|at| at + bot::ANSWERABLE))
}

impl Engine {
    /// Until when the twin may write in a chat, where a connected bot speaks for it: Telegram lets it for
    /// a day after the other side has written. `None` where nothing ends that.
    pub async fn answerable_until(
        &self,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Timestamp>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(of) = tx.account(account).await? else { return Ok(None) };
        let by_bot = match of.kind {
            AccountKind::Connected => true,
            // A bot is let into no groups.
            AccountKind::User => {
                chat.is_user() && self.inner.business.bot_speaks(of.profile.user_id)
            }
            AccountKind::Bot => false,
        };
        if !by_bot {
            return Ok(None);
        }
        answerable_until(&mut tx, account, chat).await
    }
}
