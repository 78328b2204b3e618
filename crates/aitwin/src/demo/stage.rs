//! Sets the demo up: people in the sandbox, the history in both places, the owner logged in.

use anyhow::{Context, Result, bail};
use domain::{Account, AccountId, AccountState, LoginInput, Message, Mode};
use engine::{Engine, LoginProgress};
use sandbox::{Control, NewAccount, SeedMessage};
use style::export::{self, Item, Options};

use super::{Cast, EXPORT};

/// Makes the people in a sandbox that has none yet, with the chats that the owner's export holds.
pub(crate) fn people_the_sandbox(control: &Control, cast: &Cast) -> Result<()> {
    if !control.accounts().is_empty() {
        return Ok(());
    }
    for person in cast.people() {
        control.create_account(NewAccount {
            id: Some(person.id),
            phone: person.phone.clone(),
            first_name: person.first_name.clone(),
            last_name: Some(person.last_name.clone()),
            username: Some(person.username.clone()),
            ..NewAccount::default()
        })?;
    }
    for contact in &cast.contacts {
        control.add_contact(&cast.owner.phone, &contact.person.phone)?;
        control.add_contact(&contact.person.phone, &cast.owner.phone)?;
    }
    Ok(control.seed_history(&cast.owner.phone, history(cast)?)?)
}

/// The texts of the export as messages of the sandbox. They keep their numbers in the owner's box,
/// so that the imported history and the account's own are one.
fn history(cast: &Cast) -> Result<Vec<SeedMessage>> {
    let mut messages = Vec::new();
    let mut sink = |item| {
        if let Item::Message(message, _) = item {
            messages.push(message);
        }
        Ok(())
    };
    export::read(EXPORT, &Options::default(), &mut sink)?;
    messages.sort_by_key(|message| message.id);
    messages.iter().filter_map(|message| seed(cast, message).transpose()).collect()
}

/// What the sandbox can hold of a message: its words. `None` for the others.
fn seed(cast: &Cast, message: &Message) -> Result<Option<SeedMessage>> {
    let Some(text) = message.content.text() else {
        return Ok(None);
    };
    let people = || cast.people();
    let contact = people().find(|person| person.peer() == message.chat);
    let contact = &contact.context("a chat of the demo is with nobody of its people")?.phone;
    let owner = &cast.owner.phone;
    let (from, to) =
        if message.sender == cast.owner.peer() { (owner, contact) } else { (contact, owner) };
    Ok(Some(SeedMessage {
        from: from.clone(),
        to: to.clone(),
        date: message.sent_at.as_secs(),
        text: text.to_owned(),
        id: Some(message.id.0),
    }))
}

/// Logs the owner's account in, as its owner would: with the phone number and the code. At a later
/// start the session is there and is used.
pub(crate) async fn connect_the_owner(
    engine: &Engine,
    control: &Control,
    cast: &Cast,
    account: AccountId,
) -> Result<()> {
    let view = engine.account(account).await?.context("the demo's account is gone")?;
    if let Account { state: AccountState::Active, .. } = view.account {
        return engine.start().await.map_err(Into::into);
    }
    // The demo's owner has agreed to be answered for.
    engine.set_default_mode(account, Mode::Auto).await?;
    let phone = &cast.owner.phone;
    let login = engine.begin_login().await?;
    engine.submit_login(login, LoginInput::Phone(phone.clone())).await?;
    let code = control.login_code(phone).context("the sandbox sent no code")?;
    match engine.submit_login(login, LoginInput::Code(code)).await? {
        LoginProgress::Done(connected) if connected == account => {}
        _ => bail!("the sandbox's owner is not the export's"),
    }
    Ok(())
}
