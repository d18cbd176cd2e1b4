using System.Globalization;

namespace PackageBilling.Benchmarks;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair is not [['-', '-', .. var name], var value])
                throw new ArgumentException($"'{string.Join(' ', pair)}' is not of the form --name value.");
            options._values.Add(name, value);
        }
        return options;
    }

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out var value)
            ? int.Parse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;
}
