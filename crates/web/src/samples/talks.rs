//! Lists of chats to draw: with everything that a twin can be doing.

use domain::{Mode, PeerId};
use engine::{ChatRow, ChatRows, Doing, ListPlace};
use maud::Markup;

use super::cast::{account_id, at, chats, names};
use crate::i18n::Lang;
use crate::parts::talks::{Choice, Shown, pane};
use crate::parts::whose::Names;

fn doings() -> [Option<Doing>; 15] {
    [
        Some(Doing::Drafted),
        Some(Doing::Typing),
        Some(Doing::Asks),
        None,
        Some(Doing::GoesOut(at(42))),
        Some(Doing::Waiting(at(8))),
        Some(Doing::Composing),
        Some(Doing::GoesOut(at(1))),
        Some(Doing::StandsDown(at(1_800))),
        Some(Doing::Held(Some(at(7_200)))),
        Some(Doing::Held(None)),
        Some(Doing::Paused(None)),
        Some(Doing::Paused(Some(at(7_200)))),
        Some(Doing::Failed),
        Some(Doing::UnknownIfArrived),
    ]
}

fn rows() -> ChatRows {
    let rows = chats().into_iter().cycle().zip(doings()).zip(2..).map(|((mut chat, doing), id)| {
        chat.peer.id = PeerId(id);
        let place = ListPlace { newest_at: at(0), account: account_id(), chat: PeerId(id) };
        ChatRow { account: account_id(), chat, mode: Mode::Watch, doing, place }
    });
    ChatRows { rows: rows.collect(), has_more: true }
}

/// The list beside a page, with the first chat open or none.
pub(super) fn list(lang: Lang, is_open: bool) -> Markup {
    let here = is_open.then(|| (account_id(), PeerId(2)));
    let (choice, found) = (Choice::default(), rows());
    let names = names();
    pane(&Shown { lang, now: at(5), choice: &choice, here, found: &found, names: &names }, 3)
}

/// A list in which there is nothing.
pub(super) fn empty(lang: Lang, choice: &Choice) -> Markup {
    let found = ChatRows::default();
    let names = Names::default();
    pane(&Shown { lang, now: at(5), choice, here: None, found: &found, names: &names }, 0)
}
