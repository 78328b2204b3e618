//! `account.updateConnectedBot` and `getConnectedBots`: the bot that reads and
//! writes in the account's name.

use std::collections::BTreeSet;

use grammers_tl_types::{Serializable, enums, functions::account, types};

use super::error::RpcError;
use super::objects::{View, bare};
use super::{Call, Method};
use crate::entropy;
use crate::state::bots::business::{Connection, Recipients, Right};
use crate::state::bots::{BotError, BotEvent};
use crate::state::{Event, State, UserId};

impl Method for account::UpdateConnectedBot {
    fn answer(self, call: &Call<'_>) -> Result<enums::Updates, RpcError> {
        let owner = call.user()?;
        let date = call.now();
        let mut writing = call.server.write();
        let view = call.view(writing.state(), owner);
        let bot = view.input_user(&self.bot).map_err(|_| BOT_INVALID)?;
        if self.deleted {
            let connected = view.state.connection_of(owner).is_some_and(|it| it.bot == bot);
            let event = connected.then(|| BotEvent::Disconnected { owner }.into());
            writing.commit(event.as_slice(), None)?;
        } else {
            let recipients = view.recipients(&self.recipients)?;
            let rights = self.rights.as_ref().map(rights).unwrap_or_default();
            let (id, enabled, paused) = (String::new(), true, BTreeSet::new());
            let wanted = Connection { id, owner, bot, date, rights, recipients, enabled, paused };
            let events = writing.state().connect_bot(wanted, entropy::secret::<24>())?;
            writing.commit(events, None)?;
        }
        Ok(call.view(writing.state(), owner).updates(Vec::new(), [], []))
    }
}

impl Method for account::ToggleConnectedBotPaused {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        call.keep_bot_out(&self.peer, |state, owner, with| {
            state.pause_bot(owner, with, self.paused)
        })
    }
}

impl Method for account::DisablePeerConnectedBot {
    fn answer(self, call: &Call<'_>) -> Result<bool, RpcError> {
        call.keep_bot_out(&self.peer, State::exclude_bot)
    }
}

impl Call<'_> {
    fn keep_bot_out(
        &self,
        peer: &enums::InputPeer,
        keep: impl FnOnce(&State, UserId, UserId) -> Option<Event>,
    ) -> Result<bool, RpcError> {
        let owner = self.user()?;
        let mut writing = self.server.write();
        let peer = self.view(writing.state(), owner).input_peer(peer)?;
        let with = peer.user().ok_or(RpcError::PEER_INVALID)?;
        let event = keep(writing.state(), owner, with);
        let event = event.ok_or(RpcError::bad_request("BOT_NOT_CONNECTED_YET"))?;
        writing.commit([event], None)?;
        Ok(true)
    }
}

impl Method for account::GetConnectedBots {
    fn answer(self, call: &Call<'_>) -> Result<enums::account::ConnectedBots, RpcError> {
        let owner = call.user()?;
        let state = call.server.read();
        let connected = state.connection_of(owner);
        let users = call.view(&state, owner).users(connected.map(|connection| connection.bot));
        let bot = connected.map(|connection| {
            let bot = types::ConnectedBot {
                bot_id: connection.bot,
                recipients: tl_recipients(&connection.recipients),
                rights: tl_rights(&connection.rights),
                device: None,
                date: Some(connection.date),
                location: None,
            };
            bot.into()
        });
        let connected_bots = bot.into_iter().collect();
        Ok(types::account::ConnectedBots { connected_bots, users }.into())
    }
}

const BOT_INVALID: RpcError = RpcError::bad_request("BOT_INVALID");

impl From<BotError> for RpcError {
    fn from(error: BotError) -> RpcError {
        match error {
            BotError::NotForBusiness => RpcError::bad_request("BOT_BUSINESS_MISSING"),
            BotError::NoSuchBot => BOT_INVALID,
            BotError::UsernameTaken => RpcError::bad_request("USERNAME_OCCUPIED"),
            _ => RpcError::USER_INVALID,
        }
    }
}

impl View<'_> {
    fn recipients(
        &self,
        given: &enums::InputBusinessBotRecipients,
    ) -> Result<Recipients, RpcError> {
        let enums::InputBusinessBotRecipients::Recipients(given) = given;
        let people = |people: &Option<Vec<enums::InputUser>>| {
            let people = people.iter().flatten().map(|user| self.input_user(user));
            people.collect::<Result<BTreeSet<_>, _>>()
        };
        let recipients = Recipients {
            existing_chats: given.existing_chats,
            new_chats: given.new_chats,
            contacts: given.contacts,
            non_contacts: given.non_contacts,
            exclude_selected: given.exclude_selected,
            users: people(&given.users)?,
            exclude_users: people(&given.exclude_users)?,
        };
        if recipients == Recipients::default() {
            return Err(RpcError::bad_request("BUSINESS_RECIPIENTS_EMPTY"));
        }
        Ok(recipients)
    }
}

fn tl_recipients(recipients: &Recipients) -> enums::BusinessBotRecipients {
    let people = |people: &BTreeSet<i64>| {
        (!people.is_empty()).then(|| people.iter().copied().collect::<Vec<i64>>())
    };
    enums::BusinessBotRecipients::Recipients(types::BusinessBotRecipients {
        existing_chats: recipients.existing_chats,
        new_chats: recipients.new_chats,
        contacts: recipients.contacts,
        non_contacts: recipients.non_contacts,
        exclude_selected: recipients.exclude_selected,
        users: people(&recipients.users),
        exclude_users: people(&recipients.exclude_users),
    })
}

/// Each right with its place in TL's object.
macro_rules! rights {
    ($do:ident) => {
        $do!(
            reply: Reply,
            read_messages: ReadMessages,
            delete_sent_messages: DeleteSentMessages,
            delete_received_messages: DeleteAllMessages,
            edit_name: EditName,
            edit_bio: EditBio,
            edit_profile_photo: EditProfilePhoto,
            edit_username: EditUsername,
            view_gifts: ViewGiftsAndStars,
            sell_gifts: ConvertGiftsToStars,
            change_gift_settings: ChangeGiftSettings,
            transfer_and_upgrade_gifts: TransferAndUpgradeGifts,
            transfer_stars: TransferStars,
            manage_stories: ManageStories
        )
    };
}

fn rights(given: &enums::BusinessBotRights) -> BTreeSet<Right> {
    let enums::BusinessBotRights::Rights(given) = given;
    macro_rules! read {
        ($($field:ident: $right:ident),*) => {
            [$((given.$field, Right::$right)),*]
        };
    }
    rights!(read).into_iter().filter_map(|(may, right)| may.then_some(right)).collect()
}

fn tl_rights(rights: &BTreeSet<Right>) -> enums::BusinessBotRights {
    let mut given: types::BusinessBotRights = bare(&[&0u32.to_bytes()]);
    macro_rules! write {
        ($($field:ident: $right:ident),*) => {
            $(given.$field = rights.contains(&Right::$right);)*
        };
    }
    rights!(write);
    given.into()
}
