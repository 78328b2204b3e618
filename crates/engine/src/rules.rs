//! What the owner allows in their accounts, as they say it: policies, pauses, the panic button.

use std::collections::BTreeMap;

use domain::policy::{Aloud, DisclosureWords, TimeZone, Told};
use domain::{
    Account, AccountId, AccountKind, AccountState, Alert, Chat, Mode, Pause, PeerId, Policy,
    Timestamp, Trouble,
};
use store::{KindOfChat, Rules, Tx};
use tracing::warn;

use crate::{CancelReason, Connection, Engine, Error, Settings, TwinEvent, business};

/// What holds in an account, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesView {
    /// What its owner allows.
    pub policy: Policy,
    /// The pause that is going on.
    pub pause: Option<Pause>,
    /// What the owner must know.
    pub alert: Option<Alert>,
}

/// How all the twins stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many accounts there are.
    pub accounts: usize,
    /// How many of them are paused.
    pub paused: usize,
    /// What the owner must know, the oldest account first.
    pub alerts: Vec<AccountAlert>,
}

impl Standing {
    /// Whether nothing is sent anywhere.
    pub fn all_paused(&self) -> bool {
        self.accounts > 0 && self.paused == self.accounts
    }
}

/// What the owner must know of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountAlert {
    /// Of which.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// What.
    pub alert: Alert,
}

/// What became of the panic button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Panic {
    /// Telegram has ended the session, and its keys are deleted here.
    Ended,
    /// Its keys are deleted here, but Telegram could not be told: the owner is to end it there. So is a bot's
    /// token, which nobody but @BotFather ends.
    OnlyHere,
    /// There was no session any more: whoever ended it, it was before.
    NoSession,
}

/// The policy in force.
pub(crate) fn policy(rules: &Rules, settings: &Settings) -> Policy {
    let of_settings = &settings.policy;
    let Some(policy) = rules.policy.clone() else { return of_settings.clone() };
    // What was kept before it could be said is as if nothing was.
    let disclosure = policy.disclosure.or_else(|| of_settings.disclosure.clone());
    Policy { disclosure, ..policy }
}

/// The owner's time zone as a policy has it. One that is not known is the server's: the page does not
/// take such a name.
pub(crate) fn zone(policy: &Policy, settings: &Settings) -> TimeZone {
    let named = policy.hours.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    named.unwrap_or_else(|| settings.zone.clone())
}

/// The mode in force in a chat.
pub(crate) async fn mode(
    tx: &mut Tx,
    settings: &Settings,
    account: &Account,
    chat: &Chat,
) -> Result<Mode, Error> {
    let rules = tx.rules(account.id).await?;
    Ok(policy(&rules, settings).mode(chat, account.default_mode))
}

/// Pauses the twin of an account, or ends its pause: what went wrong before counts as seen to then.
/// Returns what to publish once that is committed; the account's loops are to be told then.
pub(crate) async fn put_pause(
    tx: &mut Tx,
    account: AccountId,
    pause: Option<Pause>,
) -> Result<TwinEvent, Error> {
    tx.set_pause(account, pause.as_ref()).await?;
    if pause.is_none() {
        tx.set_alert(account, None).await?;
    }
    Ok(TwinEvent::Paused { pause })
}

/// Adds an account. Where all the others are paused, it is too: whoever has paused them all means the
/// twin, and not those accounts. It is paused as long as the last of them.
pub(crate) async fn add_account(
    tx: &mut Tx,
    account: &Account,
    now: Timestamp,
) -> Result<(), store::Error> {
    let others = tx.accounts().await?;
    let rules = tx.all_rules().await?;
    let pauses = rules.iter().filter_map(|(_, rules)| rules.pause);
    let pauses: Vec<Pause> = pauses.filter(|pause| pause.holds(now)).collect();
    tx.insert_account(account).await?;
    if pauses.len() == others.len()
        && let Some(Pause { until, .. }) = Pause::longest(pauses, now)
    {
        tx.set_pause(account.id, Some(&Pause { since: now, until })).await?;
    }
    Ok(())
}

pub(crate) fn view(rules: Rules, settings: &Settings, now: Timestamp) -> RulesView {
    RulesView {
        policy: policy(&rules, settings),
        pause: rules.pause.filter(|pause| pause.holds(now)),
        alert: rules.alert,
    }
}

impl Engine {
    /// Sets in which replies of a chat it is told that a twin writes, and when they are spoken; `None` is as
    /// the account says. Returns whether there is such a chat.
    pub async fn set_chat_manner(
        &self,
        account: AccountId,
        chat: PeerId,
        told: Option<Told>,
        aloud: Option<Aloud>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let found = tx.set_told_and_aloud(account, chat, told, aloud).await?;
        tx.commit().await?;
        self.inner.supervisor.rules_changed(account);
        Ok(found)
    }

    /// In how many chats of an account the twin does what. `None` if there is no such account.
    pub async fn modes_in(&self, account: AccountId) -> Result<Option<BTreeMap<Mode, u64>>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        let Some(of) = tx.account(account).await? else { return Ok(None) };
        let policy = policy(&tx.rules(account).await?, &inner.settings);
        let mut modes = BTreeMap::new();
        for KindOfChat { kind, contact, mode, count } in tx.kinds_of_chats(account).await? {
            let inherited = policy.mode_of_kind(kind, contact, of.default_mode);
            *modes.entry(mode.unwrap_or(inherited)).or_default() += count;
        }
        Ok(Some(modes))
    }

    /// What is allowed in an account of which its owner has said nothing.
    pub fn default_policy(&self) -> Policy {
        self.inner.settings.policy.clone()
    }

    /// How the other side is told that a twin writes, where its owner has no words for it.
    pub fn disclosure_words(&self) -> &DisclosureWords {
        &self.inner.settings.disclosure_words
    }

    /// What holds in an account; `None` if there is no such account.
    pub async fn rules(&self, account: AccountId) -> Result<Option<RulesView>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let rules = tx.rules(account).await?;
        Ok(Some(view(rules, &inner.settings, inner.clock.now())))
    }

    /// The name of the time zone that counts where a policy names none, if it has a name.
    pub fn zone(&self) -> Option<&str> {
        self.inner.settings.zone.iana_name()
    }

    /// The time zone in which a policy is meant.
    pub fn zone_of(&self, policy: &Policy) -> TimeZone {
        zone(policy, &self.inner.settings)
    }

    /// How all the twins stand.
    pub async fn standing(&self) -> Result<Standing, Error> {
        let inner = &self.inner;
        let now = inner.clock.now();
        let mut tx = inner.store.read(inner.owner).await?;
        let accounts = tx.accounts().await?;
        let rules = tx.all_rules().await?;
        let is_paused = |rules: &Rules| rules.pause.is_some_and(|pause| pause.holds(now));
        let alert = |(account, rules): &(AccountId, Rules)| {
            let of = accounts.iter().find(|of| of.id == *account)?;
            let name = of.profile.full_name();
            Some(AccountAlert { account: *account, name, alert: rules.alert.clone()? })
        };
        Ok(Standing {
            accounts: accounts.len(),
            paused: rules.iter().filter(|(_, rules)| is_paused(rules)).count(),
            alerts: rules.iter().filter_map(alert).collect(),
        })
    }

    /// Stores what the owner allows in an account. What is planned and no longer allowed is withdrawn.
    /// Returns whether there is such an account.
    pub async fn set_policy(&self, account: AccountId, policy: &Policy) -> Result<bool, Error> {
        let set = self.change_policy(account, |_| Ok::<_, Error>(Some(policy.clone()))).await?;
        Ok(set.is_some())
    }

    /// Makes another policy of the one in force, which nobody else changes meanwhile; where `change` makes
    /// none, all stays as it is, and what it refuses too. Returns what holds then; `None` if there is no such
    /// account.
    pub async fn change_policy<E: From<Error>>(
        &self,
        account: AccountId,
        change: impl FnOnce(&Policy) -> Result<Option<Policy>, E>,
    ) -> Result<Option<Policy>, E> {
        let store = |error: store::Error| E::from(Error::from(error));
        let mut tx = self.inner.store.begin(self.inner.owner).await.map_err(store)?;
        if !tx.hold_account(account).await.map_err(store)? {
            return Ok(None);
        }
        let before = policy(&tx.rules(account).await.map_err(store)?, &self.inner.settings);
        let Some(changed) = change(&before)? else { return Ok(Some(before)) };
        tx.set_policy(account, &changed).await.map_err(store)?;
        tx.commit().await.map_err(store)?;
        self.of_account(account, TwinEvent::PolicyChanged);
        self.inner.supervisor.rules_changed(account);
        Ok(Some(changed))
    }

    /// Pauses the twin of an account, or of all: what is planned is withdrawn, and nothing is sent
    /// until then, or until it is resumed. Returns whether there is such an account.
    pub async fn pause(
        &self,
        account: Option<AccountId>,
        until: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let pause = Pause { since: self.inner.clock.now(), until };
        self.set_pause(account, Some(pause)).await
    }

    /// Ends the pause of an account, or of all; what went wrong before counts as seen to. What was
    /// written meanwhile is answered unless it is too old. Returns whether there is such an account.
    pub async fn resume(&self, account: Option<AccountId>) -> Result<bool, Error> {
        self.set_pause(account, None).await
    }

    /// Pauses the twin in one chat, whatever it does elsewhere; with `None` ends that. Returns whether
    /// there is such a chat.
    pub async fn pause_chat(
        &self,
        account: AccountId,
        chat: PeerId,
        pause: Option<Pause>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if !tx.set_chat_pause(account, chat, pause.as_ref()).await? {
            return Ok(false);
        }
        tx.commit().await?;
        let event = TwinEvent::Paused { pause };
        self.inner.events.publish(self.inner.clock.now(), account, Some(chat), event);
        self.inner.supervisor.rules_changed(account);
        Ok(true)
    }

    async fn set_pause(
        &self,
        account: Option<AccountId>,
        pause: Option<Pause>,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let mut accounts: Vec<AccountId> =
            tx.accounts().await?.into_iter().map(|account| account.id).collect();
        accounts.retain(|id| account.is_none_or(|account| account == *id));
        for account in &accounts {
            put_pause(&mut tx, *account, pause).await?;
        }
        tx.commit().await?;
        for id in &accounts {
            self.of_account(*id, TwinEvent::Paused { pause });
            self.inner.supervisor.rules_changed(*id);
        }
        Ok(account.is_none() || !accounts.is_empty())
    }

    /// The owner has seen what they had to know of an account.
    pub async fn dismiss_alert(&self, account: AccountId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(false);
        }
        tx.set_alert(account, None).await?;
        tx.commit().await?;
        self.of_account(account, TwinEvent::Seen);
        Ok(true)
    }

    /// The panic button: pauses an account, withdraws all that is under way, has Telegram end the
    /// session, and deletes its keys here. `None` if there is no such account.
    pub async fn panic(&self, account: AccountId) -> Result<Option<Panic>, Error> {
        warn!(%account, "panic: the session is being ended");
        self.end_session(account).await
    }

    /// What the panic button does, whoever asks for it.
    pub(crate) async fn end_session(&self, account: AccountId) -> Result<Option<Panic>, Error> {
        let inner = &self.inner;
        // First of all nothing more begins.
        let pause = Pause { since: inner.clock.now(), until: None };
        let mut tx = inner.store.begin(inner.owner).await?;
        let Some(of) = tx.account(account).await? else { return Ok(None) };
        let open = tx.open_replies(account).await?;
        tx.set_pause(account, Some(&pause)).await?;
        tx.settle(account).await?;
        tx.commit().await?;
        self.of_account(account, TwinEvent::Paused { pause: Some(pause) });
        for reply in open.iter().filter(|reply| reply.state.may_be_withdrawn()) {
            let event = TwinEvent::Cancelled { reply: reply.id, reason: CancelReason::Held };
            inner.events.publish(inner.clock.now(), account, Some(reply.chat), event);
        }
        let revoked = match of.kind {
            // Its token lives on until it is revoked at @BotFather.
            AccountKind::Bot => {
                inner.supervisor.stop(account).await;
                false
            }
            AccountKind::User | AccountKind::Connected => inner.supervisor.log_out(account).await,
        };

        let mut tx = inner.store.begin(inner.owner).await?;
        let had_session = tx.delete_session(account).await?;
        tx.settle(account).await?;
        if !had_session {
            let still = tx.rules(account).await?.alert.map(|alert| alert.trouble);
            if of.kind == AccountKind::Connected {
                // It lives on a bot's line, and would again after the next start.
                tx.set_account_state(account, AccountState::Offline).await?;
            }
            tx.commit().await?;
            let is_left = still == Some(Trouble::NotRevoked);
            return Ok(Some(if is_left { Panic::OnlyHere } else { Panic::NoSession }));
        }
        let mut alert = None;
        tx.set_account_state(account, AccountState::LoggedOut).await?;
        if of.kind == AccountKind::Bot {
            // Whatever was wrong with its line, it has none any more.
            tx.set_alert(account, None).await?;
        } else if !revoked {
            alert = Some(Alert { at: inner.clock.now(), trouble: Trouble::NotRevoked });
            tx.set_alert(account, alert.as_ref()).await?;
        }
        tx.commit().await?;
        if of.kind == AccountKind::Bot {
            business::is_gone(inner, account).await?;
        }
        self.of_account(account, TwinEvent::Connection { state: Connection::LoggedOut });
        if let Some(alert) = alert {
            self.of_account(account, TwinEvent::Alert { alert });
        }
        Ok(Some(if revoked { Panic::Ended } else { Panic::OnlyHere }))
    }

    fn of_account(&self, account: AccountId, event: TwinEvent) {
        self.inner.events.publish(self.inner.clock.now(), account, None, event);
    }
}
