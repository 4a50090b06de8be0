//! What links lead to, as relationships of the package. A word processor refuses a whole file for one address that it
//! cannot read, so that an address is taken only where there is no doubt about it.

use crate::report::fill::address;

/// An address longer than this leads nowhere.
const LONGEST: usize = 2_000;

/// The links of a document.
pub(super) struct Links(Vec<Option<String>>);

impl Links {
    /// Links to the addresses of a document, in their order.
    pub fn of(addresses: &[String]) -> Self {
        Self(addresses.iter().map(|text| target(text)).collect())
    }

    /// The id of the relationship of a link; none for one that leads nowhere.
    pub fn id(&self, link: usize) -> Option<String> {
        self.0.get(link)?.as_ref()?;
        Some(format!("link{}", link + 1))
    }

    /// The relationships: id and address.
    pub fn targets(&self) -> impl Iterator<Item = (String, &str)> {
        let targets = self.0.iter().enumerate();
        targets.filter_map(|(link, target)| Some((self.id(link)?, target.as_deref()?)))
    }
}

/// An address of the web as every program reads it.
fn target(text: &str) -> Option<String> {
    let url = address(text).filter(|url| url.len() <= LONGEST)?;
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(end);
    let (host, port) = place.split_once(':').unwrap_or((place, "80"));
    let label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let named =
        host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(label) && !host.contains("..");
    if !named || port.parse::<u16>().is_err() {
        return None;
    }
    let mut out = format!("{scheme}://{place}");
    for (n, sign) in path.char_indices() {
        let after = path.get(n + 1..n + 3).unwrap_or("");
        let escape = after.len() == 2 && after.chars().all(|c| c.is_ascii_hexdigit());
        match sign {
            '%' if !escape => out.push_str("%25"),
            '[' | ']' | '{' | '}' | '|' | '^' => out.push_str(&format!("%{:02X}", u32::from(sign))),
            // the second one begins no second fragment
            '#' if path.get(..n).is_some_and(|before| before.contains('#')) => out.push_str("%23"),
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn an_address_is_one_without_doubt() {
        let same = "https://ies.ed.gov/ncee/wwc/Intervention/1?a=b&c=%20#top";
        assert_eq!(target(same).as_deref(), Some(same));
        assert_eq!(
            target("http://a.org:8080/100%/{x}#a#b").as_deref(),
            Some("http://a.org:8080/100%25/%7Bx%7D#a%23b")
        );
        for doubtful in [
            "javascript:alert(1)",
            "https://",
            "https://a..b/",
            "https://a:b/",
            "https://user@host/",
            "https://[::1]/",
            "file:///etc/passwd",
            "#anchor",
        ] {
            assert_eq!(target(doubtful), None, "{doubtful}");
        }
    }
}
