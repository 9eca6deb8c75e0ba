/** Settings of the Teams channel, and which hosts may be spoken to. */

/** How Teams reaches us and how we reach Teams. Endpoints left out are those of the public cloud. */
export interface TeamsConfig {
  /** `MicrosoftAppId`: application (client) id of the bot's registration; empty only with `allowUnsigned`. */
  readonly appId: string;
  /** `MicrosoftAppPassword`: client secret of the registration. */
  readonly appPassword: string;
  /** `MicrosoftAppTenantId`: set for single-tenant bots; absent: a multi-tenant bot. */
  readonly tenantId?: string;
  /** For development on this machine: takes unsigned requests, as Agents Playground sends them. */
  readonly allowUnsigned?: boolean;
  /** `PUBLIC_URL` without a closing slash; `check` looks at it. */
  readonly publicUrl?: string;
  /** Host that the public listener is bound to; `allowUnsigned` works only when it is a loopback address. */
  readonly listenerHost?: string;
  /** `ToBotFromChannelOpenIdMetadataUrl`: where the keys of incoming tokens are announced. */
  readonly openIdMetadataUrl?: string;
  /** `ToBotFromChannelTokenIssuer`: who signs incoming tokens. */
  readonly tokenIssuer?: string;
  /** `ToChannelFromBotLoginUrl`: address of the tenant where we fetch our own token. */
  readonly loginUrl?: string;
  /** `ToChannelFromBotOAuthScope`: what our own token is for. */
  readonly oauthScope?: string;
  /** Hosts (`host` or `host:port`) that may be sent our token besides Microsoft's own. */
  readonly serviceHosts?: readonly string[];
  /** `TEAMS_DESK_CONVERSATION`: where agents work on tickets; nobody is a merchant there. */
  readonly deskConversation?: string;
  /** How long Teams may take to answer one call, in milliseconds. */
  readonly patienceMs?: number;
}

/** The addresses of one cloud. */
export interface TeamsEndpoints {
  readonly openIdMetadataUrl: string;
  readonly tokenIssuer: string;
  readonly loginUrl: string;
  readonly oauthScope: string;
}

/** The endpoints in force; the public cloud's are in Microsoft's "Authenticate requests with the Bot Connector API". */
export function endpointsOf(config: TeamsConfig): TeamsEndpoints {
  const tenant = config.tenantId ?? 'botframework.com';
  return {
    openIdMetadataUrl: config.openIdMetadataUrl ?? 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    tokenIssuer: config.tokenIssuer ?? 'https://api.botframework.com',
    loginUrl: config.loginUrl ?? `https://login.microsoftonline.com/${tenant}`,
    oauthScope: config.oauthScope ?? 'https://api.botframework.com',
  };
}

/** Hosts of the connector, in the public and the US government clouds. A leading dot stands for any name before it. */
const SERVICE_HOSTS = [
  'smba.trafficmanager.net',
  '.botframework.com',
  '.botframework.us',
  '.botframework.azure.us',
  '.teams.microsoft.com',
  '.teams.microsoft.us',
];
/** Hosts of files: SharePoint and OneDrive for Business hand out addresses that need no token. */
const FILE_HOSTS = ['.sharepoint.com', '.sharepoint.us', '.sharepoint.cn', '.sharepoint-df.com'];

/** True for an address of this machine. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\[?::ffff:127(?:\.\d{1,3}){3}\]?)$/i.test(host);
}

function hostMatches(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one));
}

function parseUrl(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && url.username === '' && url.password === '' ? url : undefined;
}

/**
 * True when our token may be sent to this address: HTTPS to a host of Microsoft's or of the operator's choice. Without
 * signatures only this machine is spoken to.
 */
export function isServiceUrl(address: string, config: TeamsConfig): boolean {
  const url = parseUrl(address);
  if (!url) return false;
  const encrypted = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (config.appId === '') return encrypted && isLoopback(url.hostname);
  const known = (url.port === '' && hostMatches(url.hostname, SERVICE_HOSTS)) || isChosen(url, config);
  return encrypted && known;
}

/** True when a file may be fetched from this address, without our token. */
export function isFileUrl(address: string, config: TeamsConfig): boolean {
  const url = parseUrl(address);
  if (!url) return false;
  if (url.protocol === 'https:' && url.port === '' && hostMatches(url.hostname, FILE_HOSTS)) return true;
  return isServiceUrl(address, config);
}

/** The origin of an address that the operator has chosen, where our own network is meant; none for Microsoft's. */
export function trustedOrigins(address: string, config: TeamsConfig): readonly string[] {
  const url = parseUrl(address);
  if (!url) return [];
  const isOurs = config.appId === '' && isLoopback(url.hostname);
  return isOurs || isChosen(url, config) ? [url.origin] : [];
}

function isChosen(url: URL, { serviceHosts = [] }: TeamsConfig): boolean {
  return serviceHosts.includes(url.host);
}
