namespace PackageBilling.Values;

/// <summary>Finds the known name that a misspelled one most likely means, for messages that suggest it.</summary>
public static class NearestName
{
    /// <summary>Shorter names are too alike to be taken for each other because one is contained in the other.</summary>
    private const int LeastContained = 3;

    /// <summary>The known name that is nearest to a given one, upper and lower case alike;
    /// null when none is near enough.</summary>
    public static string? Of(string given, IEnumerable<string> known)
    {
        var candidates = known.Select(name =>
            (Name: name, Distance: Distance(given.ToUpperInvariant(), name.ToUpperInvariant()))).ToList();
        var near = candidates
            .Where(candidate => candidate.Distance <= Tolerance(Math.Min(given.Length, candidate.Name.Length)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault();
        return near.Name
            ?? candidates.Where(candidate => Contains(candidate.Name, given) || Contains(given, candidate.Name))
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault().Name;
    }

    /// <summary>
    /// How many letters have to be inserted, left out, replaced or exchanged with their neighbor to turn one text into
    /// the other (optimal string alignment).
    /// </summary>
    public static int Distance(string one, string other)
    {
        var (before, last, next) = (new int[other.Length + 1], new int[other.Length + 1], new int[other.Length + 1]);
        for (var j = 0; j <= other.Length; j++) last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                next[j] = Math.Min(
                    Math.Min(last[j], next[j - 1]) + 1, last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
            }
            (before, last, next) = (last, next, before);
        }
        return last[other.Length];
    }

    private static int Tolerance(int length) => length switch { <= 3 => 1, <= 8 => 2, _ => 3 };

    private static bool Contains(string longer, string shorter) =>
        shorter.Length >= LeastContained && longer.Contains(shorter, StringComparison.OrdinalIgnoreCase);
}
