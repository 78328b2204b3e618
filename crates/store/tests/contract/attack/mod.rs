//! Raw SQL of the role that serves, in a database made as `docs/postgresql.md` says: what somebody could
//! do who gets hold of the server's connection, or finds a query that takes their words for SQL.
//!
//! | module | what it holds |
//! |---|---|
//! | `stage` | the database, made by the SQL of the document |
//! | `rows` | other owners' rows, in every table of the catalogue |
//! | `orders` | what would switch the lock off, or reach past the database |
//! | `leaks` | what errors, estimates and statistics tell |
//! | `roles` | which roles may serve, and who makes the tables |

mod leaks;
mod orders;
mod roles;
mod rows;
mod stage;
