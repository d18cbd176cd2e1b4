using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Catalog;

/// <summary>
/// Whose a name is, folded from the name's own stream. Names are unique among packages that are not retired, whatever
/// their case. A package keeps the names of all its revisions until it is retired,
/// since its terms on a past date still show them.
/// </summary>
/// <param name="Owner">The package that has the name.</param>
internal sealed record PackageName(string Owner)
{
    // The hash keeps stream ids short and plain whatever characters a name has.
    public static string Stream(string name) =>
        "package-name-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(NameKey.Of(name))));

    public static PackageName? Evolve(PackageName? state, object @event) => @event switch
    {
        PackageNameClaimed claimed => new(claimed.PackageId),
        PackageNameReleased => null,
        _ => state,
    };
}
