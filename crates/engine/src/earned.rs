//! What the twin has earned in a chat: more is offered to the owner with its evidence, and taken back
//! after a bad reply. The rules are [`domain::promotion`]'s.

use domain::promotion::{self, Outcome};
use domain::{AccountId, Evidence, Grounds, Mode, Offer, PeerId, Reply, ReplyId, Timestamp};
use store::{Standing, Tx};
use twin::compare::Closeness;

use crate::{Engine, Error, Inner, TwinEvent, rules};

/// How many of the newest replies of a chat are looked at: some tell nothing, or were written in
/// another mode.
const REPLIES: usize = 60;

/// How the twin does in a chat, as a page shows it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Earned {
    /// More that is offered.
    pub offer: Option<Offer>,
    /// How near what it would have said came to what the owner said, 0 to 1, and how often that was
    /// compared, the newest comparisons counting.
    pub watch: Option<(f32, usize)>,
    /// How it does so far in the mode of the chat; `None` where nothing tells of it.
    pub so_far: Option<Grounds>,
    /// When it was last taken back by a step because of a bad reply.
    pub taken_back_at: Option<Timestamp>,
}

/// More that is offered in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenOffer {
    /// In which account.
    pub account: AccountId,
    /// In which chat.
    pub chat: PeerId,
    /// The name of the other side.
    pub title: String,
    /// What is offered, and why.
    pub offer: Offer,
}

impl Engine {
    /// How the twin does in a chat; nothing is known of a chat that there is not.
    pub async fn earned(&self, account: AccountId, chat: PeerId) -> Result<Earned, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let Some(known) = Known::of(&self.inner, &mut tx, account, chat).await? else {
            return Ok(Earned::default());
        };
        Ok(Earned {
            offer: known.offer(),
            watch: promotion::watch_score(&known.evidence),
            so_far: known.so_far(),
            taken_back_at: known.standing.taken_back_at,
        })
    }

    /// What is offered in all chats of all accounts.
    pub async fn offers(&self) -> Result<Vec<OpenOffer>, Error> {
        let mut tx = self.inner.store.read(self.inner.owner).await?;
        let mut offers = Vec::new();
        for account in tx.accounts().await? {
            let account = account.id;
            for chat in tx.chats_with_evidence(account, promotion::WATCHED).await? {
                let Some(known) = Known::of(&self.inner, &mut tx, account, chat).await? else {
                    continue;
                };
                if let Some(offer) = known.offer() {
                    offers.push(OpenOffer { account, chat, title: known.title, offer });
                }
            }
        }
        Ok(offers)
    }

    /// Accepts what is offered in a chat, as it was shown. Returns whether it still is.
    pub async fn accept_offer(
        &self,
        account: AccountId,
        chat: PeerId,
        mode: Mode,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let known = Known::of(&self.inner, &mut tx, account, chat).await?;
        let offer = known.and_then(|known| known.offer());
        if offer.is_none_or(|offer| offer.mode != mode) {
            return Ok(false);
        }
        tx.set_mode(account, chat, Some(mode)).await?;
        tx.commit().await?;
        self.inner.supervisor.mode_changed(account, Some(chat));
        Ok(true)
    }

    /// Puts off what is offered in a chat until there is new evidence. Returns whether there is such
    /// a chat.
    pub async fn put_off_offer(&self, account: AccountId, chat: PeerId) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        let standing = tx.standing(account, chat).await?;
        let standing = Standing { put_off_at: Some(self.inner.clock.now()), ..standing };
        let found = tx.set_standing(account, chat, standing).await?;
        tx.commit().await?;
        Ok(found)
    }
}

/// What is known of the twin in a chat.
struct Known {
    title: String,
    mode: Mode,
    standing: Standing,
    /// Newest first.
    evidence: Vec<Evidence>,
}

impl Known {
    async fn of(
        inner: &Inner,
        tx: &mut Tx,
        account: AccountId,
        chat: PeerId,
    ) -> Result<Option<Self>, Error> {
        let Some(of) = tx.account(account).await? else { return Ok(None) };
        let Some(found) = tx.chat(account, chat).await? else { return Ok(None) };
        let replies = tx.recent_replies(account, chat, REPLIES).await?;
        let mut evidence: Vec<Evidence> = replies.iter().filter_map(Evidence::of).collect();
        for rehearsal in tx.rehearsals(account, chat, promotion::LAST).await? {
            let Some(store::Closeness { manner, content, length }) = rehearsal.closeness else {
                continue;
            };
            let score = Closeness { manner, content, length }.score();
            let (mode, at) = (Mode::Watch, rehearsal.created_at);
            evidence.push(Evidence { mode, at, outcome: Outcome::Compared(score) });
        }
        evidence.sort_by_key(|piece| std::cmp::Reverse(piece.at));
        let mode = rules::mode(tx, &inner.settings, &of, &found).await?;
        let standing = tx.standing(account, chat).await?;
        Ok(Some(Self { title: found.peer.title, mode, standing, evidence }))
    }

    fn so_far(&self) -> Option<Grounds> {
        promotion::so_far(self.mode, &self.evidence, self.standing.taken_back_at)
    }

    fn offer(&self) -> Option<Offer> {
        let Standing { taken_back_at, put_off_at } = self.standing;
        promotion::offer(self.mode, &self.evidence, taken_back_at, put_off_at)
    }
}

/// Takes the twin back by a step in a chat, if what the owner has said of a reply asks for it. Returns
/// what to publish once that is committed; the chat's loop is to be told of its mode then.
pub(crate) async fn take_back(
    inner: &Inner,
    tx: &mut Tx,
    id: ReplyId,
) -> Result<Option<TwinEvent>, Error> {
    let Some(reply) = tx.reply(id).await? else { return Ok(None) };
    let Reply { account, chat, .. } = reply;
    let (Some(now), Some(known)) =
        (Evidence::of(&reply), Known::of(inner, tx, account, chat).await?)
    else {
        return Ok(None);
    };
    let Known { mode, standing, evidence, .. } = known;
    let Some(to) = promotion::taken_back(mode, now, &evidence, standing.taken_back_at) else {
        return Ok(None);
    };
    tx.set_mode(account, chat, Some(to)).await?;
    let standing = Standing { taken_back_at: Some(inner.clock.now()), ..standing };
    tx.set_standing(account, chat, standing).await?;
    Ok(Some(TwinEvent::TakenBack { from: mode, to }))
}
