interface Place {
  readonly instance: string;
  readonly workspace: string;
}

/** The in-cluster names of the three services (contract, "Three services"), which the certificate is made for. */
export function hostNames(place: Place): readonly string[] {
  const core = `mas-${place.instance}-core.svc.cluster.local`;
  return [`admin-dashboard.${core}`, `coreapi.${core}`, manageHost(place)];
}

/** The address that Manage gives its resources in `href`: its in-cluster one, whatever name the caller used. */
export function manageUrl(place: Place): string {
  return `https://${manageHost(place)}`;
}

function manageHost({ instance, workspace }: Place): string {
  return `${instance}-${workspace}.mas-${instance}-manage.svc.cluster.local`;
}
