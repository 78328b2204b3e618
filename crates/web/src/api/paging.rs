//! Lists in parts: `?limit=&cursor=` gives `{items, next}`.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::{Problem, Wrong};

/// How many items a page has if nothing is said.
const USUAL: usize = 50;

/// How many it has at most.
pub(crate) const MOST: usize = 200;

/// Which part of a list is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// How many items at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<usize>,
    /// Where the part begins: the `next` of the part before.
    cursor: Option<String>,
}

impl Paging {
    /// What a body says of it.
    pub(crate) fn new(limit: Option<usize>, cursor: Option<String>) -> Self {
        Self { limit, cursor }
    }

    /// How many items at most.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.limit {
            None => Ok(USUAL),
            Some(limit) if (1..=MOST).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid("limit", Wrong::Range { least: 1, most: MOST as u64 })),
        }
    }

    /// Where the part begins.
    pub(crate) fn after<T: std::str::FromStr>(&self) -> Result<Option<T>, Problem> {
        let cursor = self.cursor.as_deref().filter(|cursor| !cursor.is_empty());
        let read = cursor.map(|cursor| cursor.parse().map_err(|_| wrong_cursor()));
        read.transpose()
    }

    /// How many items are passed over in a list that counts them, and how many it shows at most.
    pub(crate) fn place(&self) -> Result<(usize, usize), Problem> {
        Ok((self.after::<usize>()?.unwrap_or(0), self.limit()?))
    }

    /// A part of a list that is there as a whole.
    pub(crate) fn part_of<T, U>(
        &self,
        all: Vec<T>,
        shape: impl FnMut(T) -> U,
    ) -> Result<Page<U>, Problem> {
        let (from, limit) = self.place()?;
        let until = from.saturating_add(limit);
        let next = (until < all.len()).then(|| until.to_string());
        Ok(Page { items: all.into_iter().skip(from).take(limit).map(shape).collect(), next })
    }

    /// How much of a list has to be known for [`Paging::part_of`] to tell whether it goes on.
    pub(crate) fn known(&self) -> Result<usize, Problem> {
        let (from, limit) = self.place()?;
        Ok(from.saturating_add(limit).saturating_add(1))
    }
}

fn wrong_cursor() -> Problem {
    Problem::invalid("cursor", Wrong::Cursor)
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// What is in it.
    pub(crate) items: Vec<T>,
    /// The `cursor` of the part that follows; null if this is the last.
    pub(crate) next: Option<String>,
}
