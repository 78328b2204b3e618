//! How the owner writes, to be looked at. A portrait of a long history takes some tenths of a second: it is
//! drawn beside everything else, once, and anew when what was learnt has changed. Nobody waits for one that is only
//! a little older.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::{AccountId, Peer, PeerId};
use style::relation::RelationFound;
use style::{Addressee, Portrait};
use tokio::sync::Mutex as AsyncMutex;

use crate::learn::{Knows, corrections};
use crate::{Engine, Error, Inner};

/// How many people are named to choose from: those to whom the owner writes most.
const PEOPLE: usize = 40;
/// Portraits of an account beyond these are forgotten.
const KEPT: usize = 64;
/// A portrait is drawn anew once the twin has learnt so many hundredths more.
const NOTICEABLE: usize = 100;

/// Somebody the owner writes to.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonView {
    /// Who.
    pub peer: Peer,
    /// How many texts the owner wrote there.
    pub texts: u32,
    /// What they are to the owner.
    pub found: RelationFound,
}

/// A portrait as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Of what is written to whom.
    pub of: Addressee,
    /// The name of the chat, if it is of one.
    pub title: Option<String>,
    /// The portrait.
    pub portrait: Arc<Portrait>,
    /// What is usual: the portrait of what is written to everybody.
    pub usual: Arc<Portrait>,
    /// To whom the owner writes most, the most texts first.
    pub people: Vec<PersonView>,
}

/// What became of a wish to see a portrait.
#[derive(Debug, Clone, PartialEq)]
pub enum PortraitView {
    /// What was written is still being read.
    Reading,
    /// Here it is.
    Ready(Box<Seen>),
}

/// The portraits that were drawn.
#[derive(Default)]
pub(crate) struct Portraits(Mutex<HashMap<AccountId, HashMap<Addressee, Arc<Frame>>>>);

/// The place of a portrait.
#[derive(Default)]
struct Frame {
    drawn: Mutex<Option<Arc<Drawn>>>,
    /// Held by whoever draws.
    drawing: AsyncMutex<()>,
}

struct Drawn {
    portrait: Arc<Portrait>,
    people: Vec<(PeerId, u32, RelationFound)>,
    basis: Basis,
}

/// What a portrait was drawn from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// A running account: how often something was taken back, and how much was learnt.
    Running { revision: u64, exemplars: usize },
    /// One that does not run: how often it had changed.
    Resting { change: u64 },
}

impl Basis {
    fn of(inner: &Inner, account: AccountId) -> Self {
        match inner.supervisor.shared(account) {
            Some(shared) => {
                Self::Running { revision: shared.revision(), exemplars: shared.exemplars() }
            }
            None => Self::Resting { change: inner.resting.change(account) },
        }
    }

    /// Whether nothing was taken back since.
    fn still_holds(self, now: Self) -> bool {
        match (self, now) {
            (Self::Running { revision, .. }, Self::Running { revision: now, .. }) => {
                revision == now
            }
            _ => self == now,
        }
    }

    /// Whether so little was learnt since that nobody would notice.
    fn is_new(self, now: Self) -> bool {
        let learnt = |basis| match basis {
            Self::Running { exemplars, .. } => exemplars,
            Self::Resting { .. } => 0,
        };
        let (then, now_learnt) = (learnt(self), learnt(now));
        self.still_holds(now) && then.abs_diff(now_learnt) <= now_learnt / NOTICEABLE
    }
}

impl Portraits {
    /// Forgets those of an account.
    pub(crate) fn forget(&self, account: AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }

    fn frame(&self, account: AccountId, of: Addressee) -> Arc<Frame> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let frames = all.entry(account).or_default();
        if frames.len() >= KEPT && !frames.contains_key(&of) {
            frames.retain(|of, _| *of == Addressee::Everybody);
        }
        Arc::clone(frames.entry(of).or_default())
    }
}

impl Frame {
    fn drawn(&self) -> Option<Arc<Drawn>> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Engine {
    /// How the owner of an account writes, to everybody, to people of a relation or in a chat. `None` if there
    /// is no such account or chat. Whoever has no more than `patience` for one that is not drawn yet is told
    /// that it is being drawn; it is there later.
    pub async fn portrait(
        &self,
        account: AccountId,
        of: Addressee,
        patience: Option<Duration>,
    ) -> Result<Option<PortraitView>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        let mut title = None;
        if let Addressee::Chat(chat) = of {
            let Some(chat) = tx.chat(account, chat).await? else { return Ok(None) };
            title = Some(chat.peer.title);
        }
        drop(tx);
        let both = async {
            let usual = drawn(inner, account, Addressee::Everybody).await?;
            let this = match of {
                Addressee::Everybody => Arc::clone(&usual),
                of => drawn(inner, account, of).await?,
            };
            Ok::<_, Error>((usual, this))
        };
        let (usual, this) = match patience {
            None => both.await?,
            Some(patience) => match tokio::time::timeout(patience, both).await {
                Ok(both) => both?,
                Err(_) => return Ok(Some(PortraitView::Reading)),
            },
        };
        let mut tx = inner.store.read(inner.owner).await?;
        let mut people = Vec::with_capacity(usual.people.len());
        for (chat, texts, found) in &usual.people {
            if let Some(chat) = tx.chat(account, *chat).await? {
                people.push(PersonView { peer: chat.peer, texts: *texts, found: *found });
            }
        }
        let (portrait, usual) = (Arc::clone(&this.portrait), Arc::clone(&usual.portrait));
        Ok(Some(PortraitView::Ready(Box::new(Seen { of, title, portrait, usual, people }))))
    }
}

/// A portrait that holds, drawn now if there is none. It goes on being drawn where nobody waits for it any
/// more.
async fn drawn(inner: &Arc<Inner>, account: AccountId, of: Addressee) -> Result<Arc<Drawn>, Error> {
    let frame = inner.portraits.frame(account, of);
    let now = Basis::of(inner, account);
    let there = frame.drawn().filter(|drawn| drawn.basis.still_holds(now));
    if let Some(drawn) = there.as_ref().filter(|drawn| drawn.basis.is_new(now)) {
        return Ok(Arc::clone(drawn));
    }
    let drawing = tokio::spawn(draw(Arc::clone(inner), account, of, frame));
    match there {
        // The new one is for whoever comes next.
        Some(drawn) => Ok(drawn),
        None => match drawing.await {
            Ok(drawn) => drawn,
            Err(panic) => std::panic::resume_unwind(panic.into_panic()),
        },
    }
}

async fn draw(
    inner: Arc<Inner>,
    account: AccountId,
    of: Addressee,
    frame: Arc<Frame>,
) -> Result<Arc<Drawn>, Error> {
    let _turn = frame.drawing.lock().await;
    if let Some(shared) = inner.supervisor.shared(account) {
        // An account that has just started is still reading.
        drop(shared.learning.lock().await);
    }
    let knows = Knows::of(&inner, account).await?;
    let mut tx = inner.store.read(inner.owner).await?;
    let taught_by = tx.manner_of(account).await?.unwrap_or(account);
    knows.correct(corrections(&mut tx, taught_by).await?);
    drop(tx);
    let basis = Basis::of(&inner, account);
    // Another may have drawn it while this one waited.
    if let Some(drawn) = frame.drawn().filter(|drawn| drawn.basis.is_new(basis)) {
        return Ok(drawn);
    }
    let drawing = tokio::task::spawn_blocking(move || {
        knows.with(|learner| {
            let most = learner.most_written_to(PEOPLE).into_iter();
            let people: Vec<(PeerId, u32, RelationFound)> =
                most.map(|(chat, texts)| (chat, texts, learner.relation(chat))).collect();
            (Arc::new(learner.portrait(of)), people)
        })
    });
    let (portrait, people) = match drawing.await {
        Ok(drawn) => drawn,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let drawn = Arc::new(Drawn { portrait, people, basis });
    *frame.drawn.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&drawn));
    Ok(drawn)
}
