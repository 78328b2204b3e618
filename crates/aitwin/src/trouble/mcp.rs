//! What goes wrong on the way to a running server.

use super::way::of_way;
use super::{Trouble, shortened};
use crate::language::{Texts, text};

/// Troubles of `aitwin mcp`.
pub(crate) fn of_mcp(texts: &Texts, trouble: &Trouble) -> String {
    match trouble {
        Trouble::McpNoToken => text!(texts, "trouble-mcp-no-token"),
        Trouble::McpAddress { server } => {
            text!(texts, "trouble-mcp-address", server = shortened(server))
        }
        Trouble::McpUnreachable { server, source } => {
            let reason = of_way(texts, source.as_ref());
            text!(texts, "trouble-mcp-unreachable", server = server.as_str(), reason = reason)
        }
        Trouble::McpToken { server } => {
            text!(texts, "trouble-mcp-token", server = server.as_str())
        }
        Trouble::McpScope { server } => {
            text!(texts, "trouble-mcp-scope", server = server.as_str())
        }
        Trouble::McpDemo { server } => {
            text!(texts, "trouble-mcp-demo", server = server.as_str())
        }
        Trouble::McpNoServer { server, status } => {
            let status = status.to_string();
            text!(texts, "trouble-mcp-no-server", server = server.as_str(), status = status)
        }
        other => other.to_string(),
    }
}
