//! How far somebody is with their first twin. It is read from what is stored; only that they have talked to it
//! leaves no trace there, and is known by their browser.

use domain::{AccountKind, AccountState};
use engine::{AccountView, Engine};

use super::{OVER, TRIED};
use crate::error::Error;

/// How far it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// The accounts that are known, from a login or from an export.
    pub(crate) accounts: Vec<AccountView>,
    /// Whether there is anything to answer with.
    pub(crate) is_taught: bool,
    /// Whether the owner has talked to their twin.
    pub(crate) is_tried: bool,
    /// Whether they want to be led here no more.
    pub(crate) is_over: bool,
}

/// A step on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Connect,
    Teach,
    Try,
}

impl Stage {
    pub(super) const ALL: [Self; 3] = [Self::Connect, Self::Teach, Self::Try];
}

impl Progress {
    /// Of an engine's owner, whose browser holds `known`.
    pub(crate) async fn of(engine: &Engine, known: &str) -> Result<Self, Error> {
        let mut accounts = engine.accounts().await?;
        // Bots come after all that.
        accounts.retain(|of| of.account.kind != AccountKind::Bot);
        let mut is_taught = accounts.iter().any(|of| of.exemplars > 0);
        // Of an account that does not run nobody has counted what was learnt.
        for of in &accounts {
            is_taught = is_taught || (!is_connected(of) && has_talk(engine, of).await?);
        }
        let is_over = known == OVER;
        Ok(Self { accounts, is_taught, is_tried: known == TRIED || is_over, is_over })
    }

    /// Whether an account is connected.
    pub(crate) fn has_connected(&self) -> bool {
        self.accounts.iter().any(is_connected)
    }

    /// Whether a step is done.
    pub(crate) fn is_done(&self, stage: Stage) -> bool {
        match stage {
            Stage::Connect => self.has_connected(),
            Stage::Teach => self.is_taught,
            Stage::Try => self.is_tried,
        }
    }

    /// How many steps are done.
    pub(crate) fn done(&self) -> usize {
        Stage::ALL.iter().filter(|stage| self.is_done(**stage)).count()
    }

    /// The step that is next; `None` if there is none.
    pub(crate) fn next(&self) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| !self.is_done(*stage))
    }

    /// Whether home leads here: there is no twin yet that could answer.
    pub(crate) fn leads_home(&self) -> bool {
        !self.is_over && (!self.is_done(Stage::Connect) || !self.is_taught)
    }
}

fn is_connected(of: &AccountView) -> bool {
    of.account.state == AccountState::Active
}

async fn has_talk(engine: &Engine, of: &AccountView) -> Result<bool, Error> {
    let chats = engine.chats(of.account.id, 1).await?;
    Ok(chats.iter().any(|chat| chat.last_message.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_follow_one_another_and_may_be_done_in_any_order() {
        let mut progress = Progress::default();
        assert_eq!((progress.next(), progress.done()), (Some(Stage::Connect), 0));
        assert!(progress.leads_home());
        progress.is_taught = true;
        assert_eq!((progress.next(), progress.done()), (Some(Stage::Connect), 1));
        progress.is_over = true;
        assert!(!progress.leads_home());
    }
}
