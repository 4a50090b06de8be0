//! The plain mean of values of which some may not count.

/// The least and the greatest mean that some choice of the doubtful values gives.
///
/// None when nothing surely or possibly counts, or when a value is unknown.
pub(super) fn range(sure: &[Option<f64>], doubtful: &[Option<f64>]) -> Option<(f64, f64)> {
    let exact = |values: &[Option<f64>]| values.iter().map(|v| v.map(|v| (v, v))).collect::<Vec<_>>();
    range_of_ranges(&exact(sure), &exact(doubtful))
}

/// The same when each value is known to lie between two.
pub(super) fn range_of_ranges(sure: &[Option<(f64, f64)>], doubtful: &[Option<(f64, f64)>]) -> Option<(f64, f64)> {
    let split = |values: &[Option<(f64, f64)>]| values.iter().copied().collect::<Option<(Vec<f64>, Vec<f64>)>>();
    let ((sure_low, sure_high), (mut low, mut high)) = (split(sure)?, split(doubtful)?);
    low.sort_by(f64::total_cmp);
    high.sort_by(|a, b| b.total_cmp(a));
    let low = extreme(&sure_low, low.into_iter(), |value, mean| value < mean)?;
    let high = extreme(&sure_high, high.into_iter(), |value, mean| value > mean)?;
    Some((low, high))
}

/// Adds doubtful values, best first, for as long as they improve the mean.
fn extreme(sure: &[f64], doubtful: impl Iterator<Item = f64>, improves: fn(f64, f64) -> bool) -> Option<f64> {
    let (mut sum, mut count) = (sure.iter().sum::<f64>(), sure.len());
    for value in doubtful {
        if count > 0 && !improves(value, sum / count as f64) {
            break;
        }
        sum += value;
        count += 1;
    }
    (count > 0).then(|| rounded(sum / count as f64))
}

/// The mean of the values that are said.
pub(super) fn of_said(values: &[Option<f64>]) -> Option<f64> {
    let said: Vec<f64> = values.iter().flatten().copied().collect();
    (!said.is_empty()).then(|| rounded(said.iter().sum::<f64>() / said.len() as f64))
}

/// To twelve places, so that a mean of 0.1 and 0.3 meets a threshold of 0.2 in whatever order it was summed.
fn rounded(mean: f64) -> f64 {
    let scale = 1e12;
    (mean * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_covers_every_choice() {
        let (sure, doubtful) = ([Some(0.1), Some(0.3)], [Some(0.5), Some(-0.4), Some(0.2)]);
        let (low, high) = range(&sure, &doubtful).unwrap();
        let (mut least, mut most) = (f64::MAX, f64::MIN);
        for choice in 0..8_u32 {
            let mut values = sure.to_vec();
            values.extend((0..3).filter(|n| choice >> n & 1 == 1).map(|n| doubtful[n]));
            let mean = of_said(&values).unwrap();
            (least, most) = (least.min(mean), most.max(mean));
        }
        assert_eq!((least, most), (low, high));
    }

    #[test]
    fn an_unknown_value_has_no_range() {
        assert_eq!(None, range(&[Some(0.1), None], &[]));
        assert_eq!(None, range(&[], &[]));
    }
}
