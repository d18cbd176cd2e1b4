using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using Testcontainers.PostgreSql;

namespace PackageBilling.Harness;

/// <summary>A PostgreSQL in a container, where a Docker engine answers.</summary>
internal static class ContainerPostgres
{
    private const string Image = "postgres:17-alpine";

    /// <summary>Null where no engine answers: the tests take local binaries then, as the default build does.</summary>
    public static async Task<TestServer?> TryStart(IReadOnlyList<(string Name, string Value)> settings)
    {
        if (TestcontainersSettings.OS.DockerEndpointAuthConfig is null) return null;
        try
        {
            var container = new PostgreSqlBuilder(Image).WithCommand([.. settings.SelectMany(one => (string[])["-c", $"{one.Name}={one.Value}"])]).Build();
            await container.StartAsync();
            return new(container.GetConnectionString(), async () => await container.DisposeAsync());
        }
        catch (DockerUnavailableException)
        {
            return null;
        }
    }
}
